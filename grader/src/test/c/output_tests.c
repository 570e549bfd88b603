#include "output.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "frame.h"

enum { READ = 0, WRITE = 1 };

static struct output output;

static void keeps_no_more_than_allowed(void) {
  int source[2];
  CHECK(pipe(source) == 0);
  CHECK(write(source[WRITE], "abcdef", 6) == 6);
  output = (struct output){.descriptor = -1};
  CHECK(output_forward(&output, FRAME_STDOUT, source[READ], 100, 4) == 6);
  static const uint8_t frame[] = {FRAME_STDOUT, 0, 0, 0, 4, 'a', 'b', 'c', 'd'};
  CHECK(output.end == sizeof frame && memcmp(output.bytes, frame, sizeof frame) == 0);
  CHECK(write(source[WRITE], "x", 1) == 1);
  CHECK(output_forward(&output, FRAME_STDOUT, source[READ], 100, 0) == 1);
  CHECK(output.end == sizeof frame);
  close(source[WRITE]);
  CHECK(output_forward(&output, FRAME_STDOUT, source[READ], 100, 4) == 0);
  CHECK(output.end == sizeof frame);
  close(source[READ]);
}

/* A reader that takes odd amounts now and then gets every byte, in order, while no more than the capacity is held. */
static void holds_what_the_node_does_not_take(void) {
  int sink[2];
  CHECK(pipe(sink) == 0 && fcntl(sink[WRITE], F_SETFL, O_NONBLOCK) == 0 && fcntl(sink[READ], F_SETFL, O_NONBLOCK) == 0);
  output = (struct output){.descriptor = sink[WRITE]};
  uint8_t payload[FRAME_MAX_DATA];
  uint8_t expected = 0;
  size_t sent = 0;
  size_t received = 0;
  uint8_t next = 0;
  for (unsigned round = 0; round < 2000; round++) {
    uint32_t length = round * 2654435761u % 5000 + 1;
    while (output_room(&output, length) && round < 1990) {
      for (uint32_t i = 0; i < length; i++) {
        payload[i] = next++;
      }
      output_frame(&output, FRAME_STDERR, payload, length);
      sent += length;
    }
    CHECK(output.end - output.start <= OUTPUT_CAPACITY && output.end <= OUTPUT_CAPACITY);
    CHECK(output_flush(&output));
    /* The stream is read back through the frame format by hand: header, then its bytes. */
    static uint8_t stream[1 << 20];
    static size_t held;
    ssize_t count = read(sink[READ], stream + held, round < 1990 ? 7919 : sizeof stream - held);
    held += count > 0 ? (size_t)count : 0;
    size_t at = 0;
    while (held - at >= FRAME_HEADER) {
      size_t size = (size_t)stream[at + 2] << 16 | (size_t)stream[at + 3] << 8 | stream[at + 4];
      CHECK(stream[at] == FRAME_STDERR);
      if (held - at < FRAME_HEADER + size) {
        break;
      }
      for (size_t i = 0; i < size; i++) {
        if (stream[at + FRAME_HEADER + i] != expected++) {
          CHECK(!"the bytes arrive in order");
        }
      }
      received += size;
      at += FRAME_HEADER + size;
    }
    memmove(stream, stream + at, held - at);
    held -= at;
  }
  CHECK(!output_pending(&output) && received == sent && sent > 1000000);
  close(sink[READ]);
  close(sink[WRITE]);
}

void output_tests(void) {
  keeps_no_more_than_allowed();
  holds_what_the_node_does_not_take();
}
