#include <errno.h>
#include <string.h>

#include "check.h"
#include "frame.h"

enum { STEP_FIXED = 5 * 8 + 3 * 4 + 1 + 8, STEP_PATH = 2 };

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
  at = encode_u32(encode_u32(encode_u32(at, 6), 8), 9);
  *at++ = INPUT_BYTES;
  at = encode_u64(at, 7);
  at = string(at, "", 0);
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
  CHECK(request.stack_limit == 5 && request.open_files == 6 && request.processes == 8 && request.credit == 9);
  CHECK(request.input == INPUT_BYTES && request.stdin_size == 7 && request.stdin_path[0] == 0);
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
  payload[STEP_FIXED + STEP_PATH + 2] = 0; /* a NUL in the working directory */
  CHECK(decode_exactly(payload, length, &request) == EPROTO);
  memset(payload, 0, sizeof payload); /* empty directory, no argv, no env */
  CHECK(decode_exactly(payload, STEP_FIXED + STEP_PATH + 6, &request) == EPROTO);
  memset(payload + STEP_FIXED + STEP_PATH + 2, 0xff, 2); /* 65535 arguments that are not there */
  CHECK(decode_exactly(payload, STEP_FIXED + STEP_PATH + 6, &request) == EPROTO);
  length = sample(payload);
  encode_u16(payload + STEP_FIXED + STEP_PATH, UINT16_MAX);
  CHECK(decode_exactly(payload, length, &request) == EPROTO);
}

/* A STEP that runs "x" with this input; returns what decoding it comes to. */
static int decode_input(uint8_t kind, uint64_t size, const char *path) {
  uint8_t payload[256] = {0};
  uint8_t *at = payload + 5 * 8 + 3 * 4;
  *at++ = kind;
  at = string(encode_u64(at, size), path, strlen(path));
  at = string(at, "", 0);
  at = encode_u16(string(encode_u16(at, 1), "x", 1), 0);
  struct step_request request;
  int error = decode_exactly(payload, (uint32_t)(at - payload), &request);
  if (error == 0) {
    CHECK(request.input == kind && strcmp(request.stdin_path, path) == 0);
    step_free(&request);
  }
  return error;
}

static void only_bytes_have_a_size_and_only_files_a_path(void) {
  CHECK(decode_input(INPUT_BYTES, 5, "") == 0);
  CHECK(decode_input(INPUT_BYTES, 5, "a") == EPROTO);
  CHECK(decode_input(INPUT_FILE, 0, "a/b") == 0);
  CHECK(decode_input(INPUT_FILE, 0, "") == EPROTO);
  CHECK(decode_input(INPUT_FILE, 1, "a") == EPROTO);
  CHECK(decode_input(INPUT_LIVE, 0, "") == 0);
  CHECK(decode_input(INPUT_LIVE, 1, "") == EPROTO);
  CHECK(decode_input(INPUT_LIVE, 0, "a") == EPROTO);
  CHECK(decode_input(INPUT_LIVE + 1, 0, "") == EPROTO);
}

static void decodes_a_get(void) {
  uint8_t payload[64];
  uint8_t *at = string(encode_u64(payload, 42), "a/b", 3);
  uint32_t length = (uint32_t)(at - payload);
  struct get_request request;
  CHECK(get_decode(&(struct frame){FRAME_GET, length, payload}, &request) == 0);
  CHECK(request.most == 42 && strcmp(request.path, "a/b") == 0);
  get_free(&request);
  CHECK(get_decode(&(struct frame){FRAME_GET, length - 1, payload}, &request) == EPROTO);
  CHECK(get_decode(&(struct frame){FRAME_GET, length + 1, payload}, &request) == EPROTO);
  CHECK(request.path == NULL);
}

static void takes_the_most_arguments_that_fit(void) {
  static uint8_t payload[FRAME_MAX_PAYLOAD];
  memset(payload, 0, sizeof payload);
  encode_u16(payload + STEP_FIXED + STEP_PATH + 2, UINT16_MAX);
  uint32_t length = STEP_FIXED + STEP_PATH + 2 + 2 + 2 * UINT16_MAX + 2;
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
  decodes_a_get();
  only_bytes_have_a_size_and_only_files_a_path();
}
