/* Decoding of the payloads of PUT, GET and STEP. Every read is bounded by the payload's end. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"

/* A payload being read; `broken` once something was missing or wrong, and then every read yields zero. */
struct cursor {
  const uint8_t *at;
  const uint8_t *end;
  bool broken;
};

static uint64_t take(struct cursor *cursor, size_t size) {
  if (cursor->broken || (size_t)(cursor->end - cursor->at) < size) {
    cursor->broken = true;
    return 0;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < size; i++) {
    value = value << 8 | *cursor->at++;
  }
  return value;
}

/* Copies a str to *copy, ends it with a NUL there, and moves *copy behind it. */
static char *take_string(struct cursor *cursor, char **copy) {
  size_t length = (size_t)take(cursor, 2);
  if (cursor->broken || (size_t)(cursor->end - cursor->at) < length || memchr(cursor->at, 0, length) != NULL) {
    cursor->broken = true;
    return NULL;
  }
  char *string = *copy;
  memcpy(string, cursor->at, length);
  string[length] = 0;
  cursor->at += length;
  *copy += length + 1;
  return string;
}

static char **take_list(struct cursor *cursor, char ***slots, char **copy) {
  size_t count = (size_t)take(cursor, 2);
  char **list = *slots;
  /* An entry takes at least its two length bytes, which is what the number of slots was reckoned from. */
  if (cursor->broken || (size_t)(cursor->end - cursor->at) / 2 < count) {
    cursor->broken = true;
    return NULL;
  }
  for (size_t i = 0; i < count && !cursor->broken; i++) {
    *(*slots)++ = take_string(cursor, copy);
  }
  *(*slots)++ = NULL;
  return list;
}

/* The string that a payload ends with, in memory of its own. 0, EPROTO or ENOMEM; *string is NULL after a failure. */
static int take_last_string(struct cursor *cursor, char **string) {
  char *copy = malloc((size_t)(cursor->end - cursor->at) + 1);
  if (copy == NULL) {
    return ENOMEM;
  }
  *string = copy;
  if (take_string(cursor, &copy) == NULL || cursor->at != cursor->end) {
    free(*string);
    *string = NULL;
    return EPROTO;
  }
  return 0;
}

int put_decode(const struct frame *frame, struct put_request *request) {
  struct cursor cursor = {frame->payload, frame->payload + frame->length, false};
  *request = (struct put_request){0};
  request->mode = (uint32_t)take(&cursor, 4);
  request->size = take(&cursor, 8);
  return take_last_string(&cursor, &request->path);
}

void put_free(struct put_request *request) {
  free(request->path);
  *request = (struct put_request){0};
}

int get_decode(const struct frame *frame, struct get_request *request) {
  struct cursor cursor = {frame->payload, frame->payload + frame->length, false};
  *request = (struct get_request){0};
  request->most = take(&cursor, 8);
  return take_last_string(&cursor, &request->path);
}

void get_free(struct get_request *request) {
  free(request->path);
  *request = (struct get_request){0};
}

/* Only bytes have a size, only a file has a path. */
static bool input_consistent(const struct step_request *request) {
  bool path = request->stdin_path[0] != 0;
  return request->input <= INPUT_LIVE && path == (request->input == INPUT_FILE) &&
         (request->stdin_size == 0 || request->input == INPUT_BYTES);
}

int step_decode(const struct frame *frame, struct step_request *request) {
  struct cursor cursor = {frame->payload, frame->payload + frame->length, false};
  *request = (struct step_request){0};
  request->wall_limit_ns = take(&cursor, 8);
  request->cpu_limit_ns = take(&cursor, 8);
  request->output_limit = take(&cursor, 8);
  request->file_size_limit = take(&cursor, 8);
  request->stack_limit = take(&cursor, 8);
  request->open_files = (uint32_t)take(&cursor, 4);
  request->processes = (uint32_t)take(&cursor, 4);
  request->credit = (uint32_t)take(&cursor, 4);
  request->input = (uint8_t)take(&cursor, 1);
  request->stdin_size = take(&cursor, 8);
  if (cursor.broken) {
    return EPROTO;
  }
  /* Each string takes two bytes of length in the frame, so length / 2 bounds their number, and two NULLs end the two lists;
     the copies need their bytes and a NUL each, which is no more than the frame itself. The payload comes last. */
  size_t slots_size = ((size_t)frame->length / 2 + 2) * sizeof(char *);
  size_t copies_size = (size_t)frame->length + 1;
  request->block = malloc(slots_size + copies_size + frame->length);
  if (request->block == NULL) {
    return ENOMEM;
  }
  char **slots = request->block;
  char *copy = (char *)request->block + slots_size;
  request->length = frame->length;
  request->payload = memcpy(copy + copies_size, frame->payload, frame->length);
  request->stdin_path = take_string(&cursor, &copy);
  request->directory = take_string(&cursor, &copy);
  request->argv = take_list(&cursor, &slots, &copy);
  request->env = take_list(&cursor, &slots, &copy);
  if (cursor.broken || cursor.at != cursor.end || request->argv[0] == NULL || !input_consistent(request)) {
    step_free(request);
    return EPROTO;
  }
  return 0;
}

void step_free(struct step_request *request) {
  free(request->block);
  *request = (struct step_request){0};
}
