#include "feed.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static struct feed feed;
static uint8_t bytes[FEED_WINDOW + 1];

static void open_pipe(int ends[2]) { CHECK(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0); }

static void gives_on_what_it_took_and_owes_it(void) {
  int ends[2];
  char got[8] = "";
  open_pipe(ends);
  feed_begin(&feed, ends[1]);
  CHECK(feed_take(&feed, (const uint8_t *)"abc", 3) && feed_take(&feed, (const uint8_t *)"de", 2));
  CHECK(feed_pending(&feed) && feed.owed == 0);
  feed_flush(&feed);
  CHECK(!feed_pending(&feed) && feed.owed == 5);
  CHECK(read(ends[0], got, sizeof got) == 5 && memcmp(got, "abcde", 5) == 0);
  feed_close(&feed);
  feed_flush(&feed);
  CHECK(read(ends[0], got, sizeof got) == 0 && feed.pipe < 0);
  CHECK(!feed_take(&feed, bytes, 1)); /* nothing comes after the end */
  feed_end(&feed);
  close(ends[0]);
}

static void holds_no_more_than_its_window(void) {
  int ends[2];
  open_pipe(ends);
  CHECK(fcntl(ends[1], F_SETPIPE_SZ, 4096) == 4096);
  feed_begin(&feed, ends[1]);
  CHECK(!feed_take(&feed, bytes, FEED_WINDOW + 1));
  CHECK(feed_take(&feed, bytes, FEED_WINDOW));
  CHECK(!feed_take(&feed, bytes, 1));
  feed_flush(&feed);
  CHECK(feed.owed == 4096 && feed.end - feed.start == FEED_WINDOW - 4096);
  CHECK(!feed_take(&feed, bytes, 1)); /* the node does not know yet */
  feed.owed = 0;
  CHECK(feed_take(&feed, bytes, 4096)); /* moved to the front to make room */
  CHECK(!feed_take(&feed, bytes, 1));
  feed_end(&feed);
  CHECK(!feed_pending(&feed));
  close(ends[0]);
}

static void counts_what_nobody_reads_as_taken(void) {
  int ends[2];
  open_pipe(ends);
  signal(SIGPIPE, SIG_IGN);
  feed_begin(&feed, ends[1]);
  close(ends[0]);
  CHECK(feed_take(&feed, bytes, 100));
  feed_flush(&feed);
  CHECK(feed.owed == 100 && feed.pipe < 0 && !feed_pending(&feed));
  CHECK(feed_take(&feed, bytes, 50) && feed.owed == 150);
  feed_end(&feed);
  CHECK(feed.owed == 0);
}

static void takes_nothing_for_a_step_without_live_input(void) {
  feed_begin(&feed, -1);
  CHECK(!feed_take(&feed, bytes, 1));
}

void feed_tests(void) {
  gives_on_what_it_took_and_owes_it();
  holds_no_more_than_its_window();
  counts_what_nobody_reads_as_taken();
  takes_nothing_for_a_step_without_live_input();
}
