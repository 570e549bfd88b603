/* A conversation with the node as PROTOCOL.md has it. */
#ifndef KRITERION_SESSION_H
#define KRITERION_SESSION_H

#include <stdbool.h>

#include "frame.h"
#include "output.h"

/* Exit statuses of `kriterion-init session`. */
enum session_status {
  SESSION_ENDED = 0,     /* END was answered */
  SESSION_USAGE = 64,    /* called wrongly */
  SESSION_PROTOCOL = 70, /* the node broke the protocol */
  SESSION_LOST = 71,     /* the node is gone, or the system failed us */
  SESSION_REFUSED = 77,  /* not a place to run programs in */
};

struct session {
  int root;       /* the session's directory */
  bool subreaper; /* orphans become our children; where the kernel cannot do that, PID 1's */
  uint8_t killed; /* the reason of a KILL that came while a step's input did, or 0 */
  uint64_t seal;  /* what no program knows: an EXIT without it is not ours */
  struct frame_reader reader;
  struct output output;
};

/* Reads what the node has sent by now: 1 something, 0 nothing yet, -1 it is gone. */
int session_receive(struct session *session);

/* Runs a session below `directory` over descriptors 0 and 1 to its end; returns the exit status. */
int session(const char *directory);

#endif
