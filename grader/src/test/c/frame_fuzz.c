/* Random and half-right bytes through the reader and the decoders, the same in every run. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "frame.h"

enum { ITERATIONS = 300000, STREAM = 512, SEED = 20260 };

static uint64_t state = SEED;

static const uint8_t TYPES[] = {FRAME_PUT, FRAME_DATA, FRAME_STEP, FRAME_FEED, FRAME_GET};

/* xorshift64* */
static uint32_t next_random(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)(state * 2685821657736338717u >> 32);
}

static size_t random_stream(uint8_t *stream) {
  uint8_t *at = stream;
  while ((size_t)(at - stream) < STREAM / 2) {
    uint32_t length = next_random() % 120;
    uint8_t type = next_random() % 8 == 0 ? (uint8_t)next_random() : TYPES[next_random() % sizeof TYPES];
    at = encode_header(at, type, next_random() % 32 == 0 ? next_random() : length);
    for (uint32_t i = 0; i < length; i++) {
      /* Small numbers make lengths and counts that nearly fit. */
      *at++ = next_random() % 4 == 0 ? (uint8_t)next_random() : (uint8_t)(next_random() % 3);
    }
  }
  return (size_t)(at - stream);
}

static unsigned long decode(const struct frame *frame) {
  if (frame->type == FRAME_STEP) {
    struct step_request request;
    int error = step_decode(frame, &request);
    if (error == 0) {
      size_t total = strlen(request.directory) + strlen(request.stdin_path);
      for (char **argument = request.argv; *argument != NULL; argument++) {
        total += strlen(*argument);
      }
      for (char **entry = request.env; *entry != NULL; entry++) {
        total += strlen(*entry);
      }
      if (total >= frame->length) {
        CHECK(!"strings are no longer than their frame");
      }
      step_free(&request);
    }
    return error == 0;
  }
  if (frame->type == FRAME_PUT) {
    struct put_request request;
    int error = put_decode(frame, &request);
    if (error == 0) {
      put_free(&request);
    }
    return error == 0;
  }
  if (frame->type == FRAME_GET) {
    struct get_request request;
    int error = get_decode(frame, &request);
    get_free(&request);
    return error == 0;
  }
  return 0;
}

void frame_fuzz(void) {
  static uint8_t stream[STREAM * 2];
  unsigned long frames = 0;
  unsigned long refused = 0;
  unsigned long decoded = 0;
  for (int iteration = 0; iteration < ITERATIONS; iteration++) {
    struct frame_reader reader = {0};
    size_t size = random_stream(stream);
    int taken = 0;
    for (size_t done = 0; done < size && taken >= 0;) {
      uint8_t *where;
      size_t room;
      if (!frame_room(&reader, &where, &room) || reader.capacity > FRAME_HEADER + FRAME_MAX_PAYLOAD) {
        CHECK(!"the reader has room, and never more than the largest frame");
      }
      size_t part = next_random() % 64 + 1;
      part = part < size - done ? part : size - done;
      memcpy(where, stream + done, part);
      frame_received(&reader, part);
      done += part;
      struct frame frame;
      while ((taken = frame_next(&reader, &frame)) > 0) {
        frames++;
        decoded += decode(&frame);
      }
    }
    refused += taken < 0;
    frame_reader_free(&reader);
  }
  /* All three ways out were taken often: otherwise this tests nothing. */
  CHECK(frames > ITERATIONS / 2);
  CHECK(refused > ITERATIONS / 10);
  CHECK(decoded > ITERATIONS / 1000);
}
