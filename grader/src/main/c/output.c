#include "output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "frame.h"

bool output_pending(const struct output *output) { return output->end > output->start; }

bool output_room(const struct output *output, size_t length) {
  return OUTPUT_CAPACITY - (output->end - output->start) >= FRAME_HEADER + length;
}

/* Makes the free bytes contiguous when fewer than `wanted` are at the end. */
static void make_room(struct output *output, size_t wanted) {
  if (OUTPUT_CAPACITY - output->end < wanted && output->start > 0) {
    memmove(output->bytes, output->bytes + output->start, output->end - output->start);
    output->end -= output->start;
    output->start = 0;
  }
}

void output_frame(struct output *output, uint8_t type, const void *payload, uint32_t length) {
  make_room(output, FRAME_HEADER + (size_t)length);
  uint8_t *at = encode_header(output->bytes + output->end, type, length);
  if (length > 0) {
    memcpy(at, payload, length);
  }
  output->end += FRAME_HEADER + (size_t)length;
}

ssize_t output_forward(struct output *output, uint8_t type, int source, uint64_t most, uint64_t allowed) {
  make_room(output, FRAME_HEADER + FRAME_MAX_DATA);
  size_t room = OUTPUT_CAPACITY - output->end - FRAME_HEADER;
  uint8_t *frame = output->bytes + output->end;
  room = room < FRAME_MAX_DATA ? room : FRAME_MAX_DATA;
  ssize_t count = read(source, frame + FRAME_HEADER, room < most ? room : (size_t)most);
  if (count > 0 && allowed > 0) {
    uint32_t kept = (uint64_t)count < allowed ? (uint32_t)count : (uint32_t)allowed;
    encode_header(frame, type, kept);
    output->end += FRAME_HEADER + (size_t)kept;
  }
  return count;
}

bool output_flush(struct output *output) {
  while (output_pending(output)) {
    ssize_t count = write(output->descriptor, output->bytes + output->start, output->end - output->start);
    if (count < 0) {
      return errno == EAGAIN || errno == EINTR;
    }
    output->start += (size_t)count;
  }
  output->start = output->end = 0;
  return true;
}
