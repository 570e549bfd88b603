#include "frame.h"

#include <string.h>

#include "check.h"

static void feed(struct frame_reader *reader, const uint8_t *bytes, size_t size) {
  while (size > 0) {
    uint8_t *where;
    size_t room;
    CHECK(frame_room(reader, &where, &room));
    size_t part = size < room ? size : room;
    memcpy(where, bytes, part);
    frame_received(reader, part);
    bytes += part;
    size -= part;
  }
}

static int first(uint8_t type, uint32_t length) {
  struct frame_reader reader = {0};
  uint8_t header[FRAME_HEADER];
  encode_header(header, type, length);
  feed(&reader, header, sizeof header);
  struct frame frame;
  int taken = frame_next(&reader, &frame);
  frame_reader_free(&reader);
  return taken;
}

/* A length that a frame of this type may have. */
static uint32_t fitting(uint8_t type) {
  switch (type) {
    case FRAME_KILL:
    case FRAME_SIGNAL:
      return 1;
    case FRAME_END:
    case FRAME_CLOSE:
    case FRAME_ACK:
      return 0;
    case FRAME_OPEN:
      return 6;
    case FRAME_CREDIT:
      return 5;
    default:
      return 100;
  }
}

static void refuses_what_the_node_may_not_send(void) {
  for (unsigned type = 0; type < 256; type++) {
    bool known = type >= FRAME_PUT && type <= FRAME_ACK;
    CHECK((first((uint8_t)type, fitting((uint8_t)type)) >= 0) == known);
  }
  CHECK(first(FRAME_DATA, 0) == -1);
  CHECK(first(FRAME_DATA, FRAME_MAX_DATA) == 0);
  CHECK(first(FRAME_DATA, FRAME_MAX_DATA + 1) == -1);
  CHECK(first(FRAME_STEP, FRAME_MAX_PAYLOAD) == 0);
  CHECK(first(FRAME_STEP, FRAME_MAX_PAYLOAD + 1) == -1);
  CHECK(first(FRAME_STEP, UINT32_MAX) == -1);
  CHECK(first(FRAME_PUT, 13) == -1);
  CHECK(first(FRAME_PUT, 14 + 65536) == -1);
  CHECK(first(FRAME_KILL, 0) == -1);
  CHECK(first(FRAME_KILL, 2) == -1);
  CHECK(first(FRAME_END, 0) == 1);
  CHECK(first(FRAME_END, 1) == -1);
  CHECK(first(FRAME_OPEN, 5) == -1);
  CHECK(first(FRAME_OPEN, 7) == -1);
  CHECK(first(FRAME_CREDIT, 4) == -1);
  CHECK(first(FRAME_CREDIT, 6) == -1);
  CHECK(first(FRAME_FEED, 0) == -1);
  CHECK(first(FRAME_FEED, FRAME_MAX_DATA + 1) == -1);
  CHECK(first(FRAME_CLOSE, 1) == -1);
  CHECK(first(FRAME_SIGNAL, 2) == -1);
  CHECK(first(FRAME_GET, 9) == -1);
  CHECK(first(FRAME_GET, 10 + 65536) == -1);
  CHECK(first(FRAME_ACK, 1) == -1);
}

static void takes_frames_whatever_the_pieces(void) {
  static uint8_t stream[2 * FRAME_HEADER + 300 + 1];
  uint8_t *at = encode_header(stream, FRAME_DATA, 300);
  memset(at, 'x', 300);
  at = encode_header(at + 300, FRAME_KILL, 1);
  *at = KILL_CANCELLED;
  for (size_t piece = 1; piece <= sizeof stream; piece++) {
    struct frame_reader reader = {0};
    struct frame frame;
    unsigned taken = 0;
    for (size_t done = 0; done < sizeof stream; done += piece) {
      feed(&reader, stream + done, piece < sizeof stream - done ? piece : sizeof stream - done);
      int result;
      while ((result = frame_next(&reader, &frame)) > 0) {
        taken++;
        CHECK(frame.type == (taken == 1 ? FRAME_DATA : FRAME_KILL));
        CHECK(frame.length == (taken == 1 ? 300 : 1));
        CHECK(frame.payload[0] == (taken == 1 ? 'x' : KILL_CANCELLED));
      }
      CHECK(result == 0);
    }
    CHECK(taken == 2);
    frame_reader_free(&reader);
  }
}

static void holds_one_large_frame_and_shrinks_again(void) {
  struct frame_reader reader = {0};
  uint8_t header[FRAME_HEADER];
  encode_header(header, FRAME_STEP, FRAME_MAX_PAYLOAD);
  feed(&reader, header, sizeof header);
  static uint8_t zeros[FRAME_MAX_PAYLOAD];
  struct frame frame;
  CHECK(frame_next(&reader, &frame) == 0);
  feed(&reader, zeros, sizeof zeros);
  CHECK(frame_next(&reader, &frame) == 1);
  CHECK(frame.length == FRAME_MAX_PAYLOAD);
  CHECK(reader.capacity == FRAME_HEADER + FRAME_MAX_PAYLOAD);
  uint8_t *where;
  size_t room;
  CHECK(frame_room(&reader, &where, &room));
  CHECK(reader.capacity == FRAME_HEADER + FRAME_MAX_DATA);
  frame_reader_free(&reader);
}

static void encodes_exit_in_order(void) {
  uint8_t payload[FRAME_EXIT_PAYLOAD];
  struct step_exit report = {1, 0x01020304, 5, 1, 2, 3, 4, 5, 6, 7, 0x1122334455667788};
  CHECK(encode_exit(payload, &report) == payload + sizeof payload);
  static const uint8_t start[] = {1, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2};
  CHECK(memcmp(payload, start, sizeof start) == 0);
  static const uint8_t end[] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88};
  CHECK(memcmp(payload + sizeof payload - 8, end, 8) == 0);
}

void frame_tests(void) {
  refuses_what_the_node_may_not_send();
  takes_frames_whatever_the_pieces();
  holds_one_large_frame_and_shrinks_again();
  encodes_exit_in_order();
}
