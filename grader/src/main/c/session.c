#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "descriptors.h"
#include "files.h"
#include "park.h"
#include "step.h"

enum { VERSION = 1, LAST_WORDS_MS = 1000, PARK_TRIES = 2500 };

static int refuse(const char *why) {
  fprintf(stderr, "kriterion-init: %s\n", why);
  return SESSION_REFUSED;
}

/* A step ends with a signal to every process that we may signal: that must be a sandbox of ours, and /proc must show that one. */
static bool parked_sandbox(void) {
  char self[16] = "";
  char name[32] = "";
  ssize_t length = readlink("/proc/self", self, sizeof self - 1);
  if (length <= 0 || atoi(self) != getpid() || getpid() == 1) {
    return false;
  }
  int file = open("/proc/1/comm", O_RDONLY | O_CLOEXEC);
  length = file < 0 ? -1 : read(file, name, sizeof name - 1);
  if (file >= 0) {
    close(file);
  }
  return length > 0 && strcmp(name, PARK_NAME "\n") == 0;
}

/* A runtime may say that a container runs before it has become its program: crun does, and a busy machine makes that moment long. */
static bool wait_for_parked_sandbox(void) {
  const struct timespec pause = {.tv_nsec = 2 * 1000 * 1000};
  for (int tries = 0; !parked_sandbox(); tries++) {
    if (tries == PARK_TRIES) {
      return false;
    }
    nanosleep(&pause, NULL);
  }
  return true;
}

static void on_child(int signal) { (void)signal; }

/* Signals stay blocked for good, but for SIGCHLD while a step is waited for. The protocol alone ends a session. */
static bool prepare_process(void) {
  sigset_t all;
  sigfillset(&all);
  struct sigaction child = {.sa_handler = on_child, .sa_flags = SA_NOCLDSTOP};
  if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || sigprocmask(SIG_SETMASK, &all, NULL) != 0 ||
      sigaction(SIGCHLD, &child, NULL) != 0) {
    return false;
  }
  setsid(); /* fails where we lead a group already, and that is all that the guard needs */
  umask(022);
  close_from(3);
  return fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK) == 0 && fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK) == 0;
}

int session_receive(struct session *session) {
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

/* Writes all that is held while no step runs. */
static enum session_status flush(struct session *session, int timeout_ms) {
  while (output_flush(&session->output)) {
    if (!output_pending(&session->output)) {
      return SESSION_ENDED;
    }
    struct pollfd writable = {.fd = session->output.descriptor, .events = POLLOUT};
    if (poll(&writable, 1, timeout_ms) == 0) {
      break;
    }
  }
  return SESSION_LOST;
}

/* Waits for the next frame that is not a KILL. Those are noted: they are for the step whose input comes in now, if one does. */
static enum session_status next_frame(struct session *session, struct frame *frame) {
  for (;;) {
    int taken = frame_next(&session->reader, frame);
    if (taken < 0) {
      return SESSION_PROTOCOL;
    }
    if (taken > 0 && frame->type != FRAME_KILL) {
      return SESSION_ENDED;
    }
    if (taken > 0) {
      if (!kill_reason_known(frame->payload[0])) {
        return SESSION_PROTOCOL;
      }
      session->killed = session->killed != 0 ? session->killed : frame->payload[0];
    }
    if (taken == 0) {
      if (flush(session, -1) != SESSION_ENDED) {
        return SESSION_LOST;
      }
      struct pollfd readable = {.fd = STDIN_FILENO, .events = POLLIN};
      if (poll(&readable, 1, -1) > 0 && session_receive(session) < 0) {
        return SESSION_LOST;
      }
    }
  }
}

static void send_error(struct session *session, int error) {
  const char *text = strerror(error);
  uint8_t payload[4 + 2 + 128];
  size_t length = strnlen(text, 128);
  uint8_t *at = encode_u16(encode_u32(payload, (uint32_t)error), (uint16_t)length);
  memcpy(at, text, length);
  if (output_room(&session->output, 6 + length)) {
    output_frame(&session->output, FRAME_ERROR, payload, (uint32_t)(6 + length));
  }
}

/* Takes the DATA frames of a file to its last byte, whether or not they can be kept. */
static enum session_status take_data(struct session *session, struct incoming *file) {
  while (file->left > 0) {
    struct frame frame;
    enum session_status status = next_frame(session, &frame);
    if (status != SESSION_ENDED) {
      return status;
    }
    if (frame.type != FRAME_DATA || !incoming_take(file, frame.payload, frame.length)) {
      return SESSION_PROTOCOL;
    }
  }
  return SESSION_ENDED;
}

static enum session_status on_put(struct session *session, const struct frame *frame) {
  struct put_request request;
  int error = put_decode(frame, &request);
  if (error != 0) {
    return error == EPROTO ? SESSION_PROTOCOL : SESSION_LOST;
  }
  struct put put;
  put_begin(&put, session->root, request.path, request.mode, request.size);
  enum session_status status = take_data(session, &put.file);
  if (status != SESSION_ENDED) {
    put.file.error = ECANCELED;
  }
  error = put_finish(&put, request.mode);
  put_free(&request);
  if (status == SESSION_ENDED && error != 0) {
    send_error(session, error);
  } else if (status == SESSION_ENDED) {
    output_frame(&session->output, FRAME_OK, NULL, 0);
  }
  return status;
}

static enum session_status on_step(struct session *session, const struct frame *frame) {
  struct step_request request;
  int error = step_decode(frame, &request);
  if (error != 0) {
    return error == EPROTO ? SESSION_PROTOCOL : SESSION_LOST;
  }
  struct incoming file;
  int reader = -1;
  session->killed = 0;
  input_begin(&file, &reader, session->root, request.stdin_size);
  enum session_status status = take_data(session, &file);
  if (file.descriptor >= 0) {
    close(file.descriptor);
  }
  if (status == SESSION_ENDED) {
    status = step_run(session, &request, reader, file.error);
  }
  if (reader >= 0) {
    close(reader);
  }
  step_free(&request);
  return status;
}

static enum session_status converse(struct session *session) {
  for (;;) {
    /* An answer is a few bytes, but the node may send requests without reading them. */
    enum session_status status = flush(session, -1);
    struct frame frame;
    if (status == SESSION_ENDED) {
      status = next_frame(session, &frame);
    }
    if (status == SESSION_ENDED) {
      switch (frame.type) {
        case FRAME_PUT:
          status = on_put(session, &frame);
          break;
        case FRAME_STEP:
          status = on_step(session, &frame);
          break;
        case FRAME_END:
          output_frame(&session->output, FRAME_BYE, NULL, 0);
          return flush(session, -1);
        default:
          status = SESSION_PROTOCOL;
      }
    }
    if (status != SESSION_ENDED) {
      return status;
    }
  }
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

int session(const char *directory) {
  if (getuid() == 0 || geteuid() == 0) {
    return refuse("refuses to run as root: give the sandbox a user of its own");
  }
  if (!wait_for_parked_sandbox()) {
    return refuse("refuses to run here: PID 1 is not " PARK_NAME ", so this is no sandbox of ours");
  }
  if (!prepare_process()) {
    return refuse("cannot prepare the session's process");
  }
  struct session *state = make_state();
  if (state == NULL || getrandom(&state->seal, sizeof state->seal, 0) != sizeof state->seal) {
    return refuse("out of memory or of randomness");
  }
  state->root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (state->root < 0) {
    fprintf(stderr, "kriterion-init: cannot open the directory %s: %s\n", directory, strerror(errno));
    return SESSION_USAGE;
  }
  state->subreaper = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
  state->output.descriptor = STDOUT_FILENO;
  uint8_t hello[14];
  encode_u64(encode_u32(encode_u16(hello, VERSION), (uint32_t)getpid()), state->seal);
  output_frame(&state->output, FRAME_HELLO, hello, sizeof hello);
  enum session_status status = converse(state);
  if (status == SESSION_PROTOCOL) {
    send_error(state, EPROTO);
    flush(state, LAST_WORDS_MS);
  }
  frame_reader_free(&state->reader);
  return status;
}
