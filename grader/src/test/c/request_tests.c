#include <errno.h>
#include <string.h>

#include "check.h"
#include "frame.h"

enum { STEP_FIXED = 5 * 8 + 4 + 8 };

static uint8_t *string(uint8_t *at, const char *text, size_t length) {
  at = encode_u16(at, (uint16_t)length);
  memcpy(at, text, length);
  return at + length;
}

/* A STEP with argv {"cc", ""} and env {"A=1"}; returns its length. */
static uint32_t sample(uint8_t *payload) {
  uint8_t *at = payload;
  for (uint64_t i = 1; i <= 5; i++) {
    at = encode_u64(at, i);
  }
  at = encode_u64(encode_u32(at, 6), 7);
  at = string(at, "/work", 5);
  at = string(string(encode_u16(at, 2), "cc", 2), "", 0);
  at = string(encode_u16(at, 1), "A=1", 3);
  return (uint32_t)(at - payload);
}

static int decode_exactly(const uint8_t *payload, uint32_t length, struct step_request *request) {
  /* A copy of its own, so that the address sanitizer sees a read past the end. */
  uint8_t *copy = malloc(length > 0 ? length : 1);
  memcpy(copy, payload, length);
  int error = step_decode(&(struct frame){FRAME_STEP, length, copy}, request);
  free(copy);
  return error;
}

static void decodes_a_step(void) {
  uint8_t payload[256];
  struct step_request request;
  CHECK(decode_exactly(payload, sample(payload), &request) == 0);
  CHECK(request.wall_limit_ns == 1 && request.cpu_limit_ns == 2 && request.output_limit == 3 && request.file_size_limit == 4);
  CHECK(request.stack_limit == 5 && request.open_files == 6 && request.stdin_size == 7);
  CHECK(strcmp(request.directory, "/work") == 0);
  CHECK(strcmp(request.argv[0], "cc") == 0 && request.argv[1][0] == 0 && request.argv[2] == NULL);
  CHECK(strcmp(request.env[0], "A=1") == 0 && request.env[1] == NULL);
  step_free(&request);
}

static void refuses_every_cut_and_every_excess(void) {
  uint8_t payload[256] = {0};
  struct step_request request;
  uint32_t length = sample(payload);
  for (uint32_t cut = 0; cut < length; cut++) {
    CHECK(decode_exactly(payload, cut, &request) == EPROTO);
    CHECK(request.block == NULL);
  }
  CHECK(decode_exactly(payload, length + 1, &request) == EPROTO);
}

static void refuses_bad_strings_and_lists(void) {
  uint8_t payload[256];
  struct step_request request;
  uint32_t length = sample(payload);
  payload[STEP_FIXED + 2] = 0; /* a NUL in the working directory */
  CHECK(decode_exactly(payload, length, &request) == EPROTO);
  memset(payload, 0, sizeof payload); /* empty directory, no argv, no env */
  CHECK(decode_exactly(payload, STEP_FIXED + 6, &request) == EPROTO);
  memset(payload + STEP_FIXED + 2, 0xff, 2); /* 65535 arguments that are not there */
  CHECK(decode_exactly(payload, STEP_FIXED + 6, &request) == EPROTO);
  length = sample(payload);
  encode_u16(payload + STEP_FIXED, UINT16_MAX);
  CHECK(decode_exactly(payload, length, &request) == EPROTO);
}

static void takes_the_most_arguments_that_fit(void) {
  static uint8_t payload[FRAME_MAX_PAYLOAD];
  memset(payload, 0, sizeof payload);
  encode_u16(payload + STEP_FIXED + 2, UINT16_MAX);
  uint32_t length = STEP_FIXED + 2 + 2 + 2 * UINT16_MAX + 2;
  struct step_request request;
  CHECK(decode_exactly(payload, length, &request) == 0);
  CHECK(request.argv[UINT16_MAX - 1][0] == 0 && request.argv[UINT16_MAX] == NULL && request.env[0] == NULL);
  step_free(&request);
}

static void decodes_a_put(void) {
  uint8_t payload[64];
  uint8_t *at = string(encode_u64(encode_u32(payload, 0755), 42), "a/b", 3);
  uint32_t length = (uint32_t)(at - payload);
  struct put_request request;
  CHECK(put_decode(&(struct frame){FRAME_PUT, length, payload}, &request) == 0);
  CHECK(request.mode == 0755 && request.size == 42 && strcmp(request.path, "a/b") == 0);
  put_free(&request);
  CHECK(put_decode(&(struct frame){FRAME_PUT, length - 1, payload}, &request) == EPROTO);
  CHECK(put_decode(&(struct frame){FRAME_PUT, length + 1, payload}, &request) == EPROTO);
  payload[length - 1] = 0;
  CHECK(put_decode(&(struct frame){FRAME_PUT, length, payload}, &request) == EPROTO);
  CHECK(request.path == NULL);
}

void request_tests(void) {
  decodes_a_step();
  refuses_every_cut_and_every_excess();
  refuses_bad_strings_and_lists();
  takes_the_most_arguments_that_fit();
  decodes_a_put();
}
