#include "run.h"

#include <signal.h>

/* A program that ends closes its output a moment before it can be reaped; that its output has ended is only news when it lives on. */
enum { END_DELAY = 50000000 };

void run_stop(struct run *run, enum cause cause) {
  if (run->exit.cause == CAUSE_NONE && (run->phase == PHASE_RUNNING || cause == CAUSE_OUTPUT)) {
    run->exit.cause = (uint8_t)cause;
  }
  if (run->phase == PHASE_RUNNING) {
    run->phase = PHASE_KILLING;
  }
}

void run_kill(struct run *run, uint8_t reason) {
  run_stop(run, reason == KILL_CPU_LIMIT ? CAUSE_NODE_CPU : CAUSE_CANCELLED);
}

void run_abandon(struct run *run, enum session_status ending) {
  if (run->ending == SESSION_ENDED) {
    run->ending = ending;
  }
  run_stop(run, CAUSE_CANCELLED);
}

static bool give_credit(struct run *run, const uint8_t *payload) {
  uint64_t *credit = payload[0] == STREAM_OUTPUT ? &run->output_credit : payload[0] == STREAM_ERRORS ? &run->errors_credit : NULL;
  if (credit != NULL) {
    *credit += decode_u32(payload + 1);
  }
  return credit != NULL;
}

/* To the program alone, as a shell or a runtime's stop would. */
static bool send_signal(const struct run *run, uint8_t number) {
  if (number == 0 || number > SIGRTMAX) {
    return false;
  }
  if (!run->reaped) {
    kill(run->program.pid, number);
  }
  return true;
}

/* Does what a frame says that may come while a step runs; false for any other. */
static bool obey(struct run *run, const struct frame *frame) {
  switch (frame->type) {
    case FRAME_KILL:
      if (!kill_reason_known(frame->payload[0])) {
        return false;
      }
      run_kill(run, frame->payload[0]);
      return true;
    case FRAME_CREDIT:
      return give_credit(run, frame->payload);
    case FRAME_FEED:
      return feed_take(&run->session->feed, frame->payload, frame->length);
    case FRAME_CLOSE:
      feed_close(&run->session->feed);
      return true;
    case FRAME_SIGNAL:
      return send_signal(run, frame->payload[0]);
    default:
      return false;
  }
}

void run_listen(struct run *run) {
  if (session_receive(run->session) < 0) {
    run_abandon(run, SESSION_LOST);
  } else {
    run_heed(run);
  }
}

void run_heed(struct run *run) {
  struct frame frame;
  int taken;
  while ((taken = frame_next(&run->session->reader, &frame)) > 0) {
    if (!obey(run, &frame)) {
      taken = -1;
      break;
    }
  }
  if (taken < 0) {
    run_abandon(run, SESSION_PROTOCOL);
  }
}

void run_tell_end(struct run *run, uint64_t now) {
  if (run->phase != PHASE_RUNNING || run->program.output >= 0 || !run->session->feed.live || run->end_told) {
    return;
  }
  if (run->end_due == UINT64_MAX) {
    run->end_due = now + END_DELAY;
  } else if (now >= run->end_due && output_room(&run->session->output, 0)) {
    output_frame(&run->session->output, FRAME_ENDED, NULL, 0);
    run->end_told = true;
    run->end_due = UINT64_MAX;
  } else if (now >= run->end_due) {
    run->end_due = UINT64_MAX; /* once there is room again */
  }
}
