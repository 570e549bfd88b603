/* A conversation with the node as PROTOCOL.md has it. */
#ifndef KRITERION_SESSION_H
#define KRITERION_SESSION_H

#include <stdbool.h>

#include "feed.h"
#include "frame.h"
#include "launch.h"
#include "output.h"
#include "place.h"

/* How a session ends, and the exit statuses of kriterion-init. */
enum session_status {
  SESSION_ENDED = 0,     /* END was answered, or the runtime stopped it */
  SESSION_USAGE = 64,    /* called wrongly */
  SESSION_PROTOCOL = 70, /* the node broke the protocol */
  SESSION_LOST = 71,     /* the node is gone, or the system failed us */
  SESSION_REFUSED = 77,  /* not a place to run programs in */
};

struct session {
  enum place place;
  int root;       /* the session's directory */
  bool subreaper; /* orphans become our children; where the kernel cannot do that, PID 1's */
  uint8_t killed; /* the reason of a KILL that came while a step's input did, or 0 */
  uint64_t seal;  /* what no program knows: an EXIT that does not build on it is not ours */
  uint64_t steps; /* that the node has asked for */
  struct frame_reader reader;
  struct launched spare; /* the child that becomes the next step's program, if it has been made already */
  struct output output;
  struct feed feed;
};

/* Reads what the node has sent by now: 1 something, 0 nothing yet, -1 it is gone, or we are to be. */
int session_receive(struct session *session);

/* Waits for the next frame that is not for a running step: there is none. A KILL is noted: it is for the step whose input comes in
   now, if one does. SESSION_ENDED when there is a frame, else the status that the session must end with. */
enum session_status session_next(struct session *session, struct frame *frame);

/* Writes all that is held, waiting for the node; for `timeout_ms` in all, or for ever with -1. SESSION_ENDED when it is written. */
enum session_status session_flush(struct session *session, int timeout_ms);

/* Holds an ERROR for the node. */
void session_error(struct session *session, int error);

/* Runs a session below `directory` over descriptors 0 and 1 to its end; returns the exit status. */
int session(enum place place, const char *directory);

#endif
