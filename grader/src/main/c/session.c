#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <unistd.h>

#include "descriptors.h"
#include "exchange.h"

enum { VERSION = 3, LAST_WORDS_MS = 1000 };

static int refuse(const char *why) {
  fprintf(stderr, "kriterion-init: %s\n", why);
  return SESSION_REFUSED;
}

int session_receive(struct session *session) {
  if (place_stopped()) {
    return -1;
  }
  uint8_t *where;
  size_t size;
  if (!frame_room(&session->reader, &where, &size)) {
    return -1;
  }
  ssize_t count = read(STDIN_FILENO, where, size);
  if (count < 0) {
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
  }
  frame_received(&session->reader, (size_t)count);
  return count > 0 ? 1 : -1;
}

enum session_status session_flush(struct session *session, int timeout_ms) {
  const struct timespec patience = {timeout_ms / 1000, (long)(timeout_ms % 1000) * 1000000};
  while (output_flush(&session->output)) {
    if (!output_pending(&session->output)) {
      return SESSION_ENDED;
    }
    struct pollfd writable = {.fd = session->output.descriptor, .events = POLLOUT};
    if (place_wait(&writable, 1, timeout_ms < 0 ? NULL : &patience, false) == 0 || place_stopped()) {
      break;
    }
  }
  return SESSION_LOST;
}

/* Waits until the node has sent something. */
static enum session_status listen(struct session *session) {
  if (session_flush(session, -1) != SESSION_ENDED) {
    return SESSION_LOST;
  }
  struct pollfd readable = {.fd = STDIN_FILENO, .events = POLLIN};
  int ready = place_wait(&readable, 1, NULL, false);
  return (ready > 0 && session_receive(session) < 0) || place_stopped() ? SESSION_LOST : SESSION_ENDED;
}

enum session_status session_next(struct session *session, struct frame *frame) {
  enum session_status status = SESSION_ENDED;
  while (status == SESSION_ENDED) {
    int taken = frame_next(&session->reader, frame);
    if (taken < 0) {
      return SESSION_PROTOCOL;
    }
    if (taken > 0 && !frame_for_running_step(frame->type)) {
      return SESSION_ENDED;
    }
    if (taken > 0 && frame->type == FRAME_KILL) {
      if (!kill_reason_known(frame->payload[0])) {
        return SESSION_PROTOCOL;
      }
      session->killed = session->killed != 0 ? session->killed : frame->payload[0];
    }
    if (taken == 0) {
      status = listen(session);
    }
  }
  return status;
}

void session_error(struct session *session, int error) {
  const char *text = strerror(error);
  uint8_t payload[4 + 2 + 128];
  size_t length = strnlen(text, 128);
  uint8_t *at = encode_u16(encode_u32(payload, (uint32_t)error), (uint16_t)length);
  memcpy(at, text, length);
  if (output_room(&session->output, 6 + length)) {
    output_frame(&session->output, FRAME_ERROR, payload, (uint32_t)(6 + length));
  }
}

/* The number says which OPEN is answered: an answer may be lost before the node listens, so it asks until it hears one. */
static void greet(struct session *session, const struct frame *open) {
  uint8_t hello[14];
  encode_u64(encode_u32(encode_u16(hello, VERSION), decode_u32(open->payload + 2)), session->seal);
  output_frame(&session->output, FRAME_HELLO, hello, sizeof hello);
}

/* The last word, and then the node's: what a process has written may be lost with it until somebody has read it. */
static enum session_status part(struct session *session) {
  output_frame(&session->output, FRAME_BYE, NULL, 0);
  enum session_status status = session_flush(session, -1);
  struct frame frame;
  if (status == SESSION_ENDED) {
    status = session_next(session, &frame);
  }
  return status == SESSION_ENDED && frame.type != FRAME_ACK ? SESSION_PROTOCOL : status;
}

/* While the node is busy with the last answer. Where others run beside us none is made: the node counts their processes. When it
   fails, so does the step, or not any more. */
static void prepare_spare(struct session *session) {
  if (session->place == PLACE_FIRST && session->spare.pid == 0) {
    launch_prepare(session->root, &session->spare);
  }
}

static enum session_status converse(struct session *session) {
  enum session_status status = SESSION_ENDED;
  while (status == SESSION_ENDED) {
    /* An answer is a few bytes, but the node may send requests without reading them. */
    status = session_flush(session, -1);
    prepare_spare(session);
    struct frame frame;
    if (status == SESSION_ENDED) {
      status = session_next(session, &frame);
    }
    if (status != SESSION_ENDED) {
      break;
    }
    switch (frame.type) {
      case FRAME_OPEN:
        greet(session, &frame);
        break;
      case FRAME_PUT:
        status = exchange_put(session, &frame);
        break;
      case FRAME_GET:
        status = exchange_get(session, &frame);
        break;
      case FRAME_STEP:
        status = exchange_step(session, &frame);
        break;
      case FRAME_END:
        return part(session);
      default:
        status = SESSION_PROTOCOL;
    }
  }
  return status;
}

/* Kept out of the children: their peak memory is to be the program's, and begins with what they got from us. */
static struct session *make_state(void) {
  struct session *state = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (state == MAP_FAILED) {
    return NULL;
  }
  madvise(state, sizeof *state, MADV_DONTFORK);
  return state;
}

int session(enum place place, const char *directory) {
  const char *objection = place_objection(place);
  if (objection != NULL) {
    return refuse(objection);
  }
  if (!place_prepare(place)) {
    return refuse("cannot prepare the session's process");
  }
  struct session *state = make_state();
  if (state == NULL || getrandom(&state->seal, sizeof state->seal, 0) != sizeof state->seal) {
    return refuse("out of memory or of randomness");
  }
  state->place = place;
  state->root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (state->root < 0) {
    fprintf(stderr, "kriterion-init: cannot open the directory %s: %s\n", directory, strerror(errno));
    return SESSION_USAGE;
  }
  state->subreaper = place == PLACE_FIRST || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
  state->output.descriptor = STDOUT_FILENO;
  pipe_enlarge(STDOUT_FILENO);
  feed_begin(&state->feed, -1);
  enum session_status status = converse(state);
  if (status == SESSION_PROTOCOL) {
    session_error(state, EPROTO);
    session_flush(state, LAST_WORDS_MS);
  }
  frame_reader_free(&state->reader);
  if (place_stopped()) {
    status = SESSION_ENDED;
  }
  return status;
}
