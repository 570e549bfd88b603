#include "frame.h"

#include <stdlib.h>
#include <string.h>

enum { READER_CAPACITY = FRAME_HEADER + FRAME_MAX_DATA };

uint32_t decode_u32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Whether a frame of this type and length may come from the node at all. */
static bool acceptable(uint8_t type, uint32_t length) {
  switch (type) {
    case FRAME_PUT:
      return length >= 4 + 8 + 2 && length <= 4 + 8 + 2 + UINT16_MAX;
    case FRAME_DATA:
      return length >= 1 && length <= FRAME_MAX_DATA;
    case FRAME_STEP:
      return length <= FRAME_MAX_PAYLOAD;
    case FRAME_KILL:
      return length == 1;
    case FRAME_END:
    case FRAME_CLOSE:
    case FRAME_ACK:
      return length == 0;
    case FRAME_OPEN:
      return length == 2 + 4;
    case FRAME_CREDIT:
      return length == 1 + 4;
    case FRAME_FEED:
      return length >= 1 && length <= FRAME_MAX_DATA;
    case FRAME_SIGNAL:
      return length == 1;
    case FRAME_GET:
      return length >= 8 + 2 && length <= 8 + 2 + UINT16_MAX;
    default:
      return false;
  }
}

static bool resize(struct frame_reader *reader, size_t capacity) {
  uint8_t *bytes = realloc(reader->bytes, capacity);
  if (bytes == NULL) {
    return false;
  }
  reader->bytes = bytes;
  reader->capacity = capacity;
  return true;
}

bool frame_room(struct frame_reader *reader, uint8_t **where, size_t *size) {
  size_t held = reader->end - reader->start;
  if (held > 0 && reader->start > 0) {
    memmove(reader->bytes, reader->bytes + reader->start, held);
  }
  reader->start = 0;
  reader->end = held;
  size_t wanted = READER_CAPACITY;
  /* frame_next has checked the length of a header that is already here, so it bounds the buffer. */
  if (held >= FRAME_HEADER && FRAME_HEADER + (size_t)decode_u32(reader->bytes + 1) > wanted) {
    wanted = FRAME_HEADER + (size_t)decode_u32(reader->bytes + 1);
  }
  bool grow = reader->capacity < wanted;
  bool shrink = held == 0 && reader->capacity > wanted;
  if ((grow || shrink) && !resize(reader, wanted)) {
    return false;
  }
  *where = reader->bytes + reader->end;
  *size = reader->capacity - reader->end;
  return *size > 0;
}

void frame_received(struct frame_reader *reader, size_t size) { reader->end += size; }

int frame_next(struct frame_reader *reader, struct frame *frame) {
  size_t held = reader->end - reader->start;
  if (held < FRAME_HEADER) {
    return 0;
  }
  const uint8_t *at = reader->bytes + reader->start;
  uint32_t length = decode_u32(at + 1);
  if (!acceptable(at[0], length)) {
    return -1;
  }
  if (held - FRAME_HEADER < length) {
    return 0;
  }
  frame->type = at[0];
  frame->length = length;
  frame->payload = at + FRAME_HEADER;
  reader->start += FRAME_HEADER + (size_t)length;
  return 1;
}

bool kill_reason_known(uint8_t reason) { return reason == KILL_CPU_LIMIT || reason == KILL_CANCELLED; }

bool frame_for_running_step(uint8_t type) {
  return type == FRAME_KILL || type == FRAME_CREDIT || type == FRAME_FEED || type == FRAME_CLOSE || type == FRAME_SIGNAL;
}

void frame_reader_free(struct frame_reader *reader) {
  free(reader->bytes);
  *reader = (struct frame_reader){0};
}

uint8_t *encode_u16(uint8_t *at, uint16_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
  return at + 2;
}

uint8_t *encode_u32(uint8_t *at, uint32_t value) { return encode_u16(encode_u16(at, (uint16_t)(value >> 16)), (uint16_t)value); }

uint8_t *encode_u64(uint8_t *at, uint64_t value) { return encode_u32(encode_u32(at, (uint32_t)(value >> 32)), (uint32_t)value); }

uint8_t *encode_header(uint8_t *at, uint8_t type, uint32_t length) {
  at[0] = type;
  return encode_u32(at + 1, length);
}

uint8_t *encode_exit(uint8_t *at, const struct step_exit *exit) {
  *at++ = exit->kind;
  at = encode_u32(at, exit->value);
  *at++ = exit->cause;
  at = encode_u64(at, exit->user_ns);
  at = encode_u64(at, exit->system_ns);
  at = encode_u64(at, exit->init_ns);
  at = encode_u64(at, exit->wall_ns);
  at = encode_u64(at, exit->peak_bytes);
  at = encode_u64(at, exit->stdout_bytes);
  at = encode_u64(at, exit->stderr_bytes);
  return encode_u64(at, exit->seal);
}
