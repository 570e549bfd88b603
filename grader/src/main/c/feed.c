#include "feed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void feed_begin(struct feed *feed, int pipe) {
  feed->pipe = pipe;
  feed->live = pipe >= 0;
  feed->closing = false;
  feed->owed = 0;
  feed->start = feed->end = 0;
}

/* What the program has not taken, and will not, is the node's to send again no more. */
static void shut(struct feed *feed) {
  if (feed->pipe >= 0) {
    close(feed->pipe);
    feed->pipe = -1;
  }
  feed->owed += (uint32_t)(feed->end - feed->start);
  feed->start = feed->end = 0;
}

bool feed_take(struct feed *feed, const uint8_t *bytes, size_t size) {
  size_t held = feed->end - feed->start;
  /* What is owed was taken, but the node does not know it yet: it still counts against what the node may send. */
  if (!feed->live || feed->closing || size > FEED_WINDOW - held - feed->owed) {
    return false;
  }
  if (feed->pipe < 0) {
    feed->owed += (uint32_t)size;
    return true;
  }
  if (size > FEED_WINDOW - feed->end) {
    memmove(feed->bytes, feed->bytes + feed->start, held);
    feed->start = 0;
    feed->end = held;
  }
  memcpy(feed->bytes + feed->end, bytes, size);
  feed->end += size;
  return true;
}

void feed_close(struct feed *feed) { feed->closing = true; }

bool feed_pending(const struct feed *feed) { return feed->end > feed->start; }

void feed_flush(struct feed *feed) {
  while (feed->pipe >= 0 && feed_pending(feed)) {
    ssize_t count = write(feed->pipe, feed->bytes + feed->start, feed->end - feed->start);
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) {
        shut(feed);
      }
      return;
    }
    feed->start += (size_t)count;
    feed->owed += (uint32_t)count;
  }
  if (feed->closing) {
    shut(feed);
  }
}

void feed_end(struct feed *feed) {
  shut(feed);
  feed->owed = 0;
}
