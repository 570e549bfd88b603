/* A step under way, as the two files see it that carry it out. */
#ifndef KRITERION_RUN_H
#define KRITERION_RUN_H

#include "session.h"
#include "watch.h"

enum cause { CAUSE_NONE, CAUSE_CPU, CAUSE_WALL, CAUSE_OUTPUT, CAUSE_NODE_CPU, CAUSE_CANCELLED };

/* What is left to do, in this order. */
enum phase {
  PHASE_RUNNING,  /* the program runs, or a limit has just been broken */
  PHASE_KILLING,  /* whatever is alive must die */
  PHASE_DRAINING, /* nobody is alive: the pipes hold what is left to read */
  PHASE_OVER,
};

struct run {
  struct session *session;
  const struct step_request *request;
  struct launched program;
  enum phase phase;
  bool reaped; /* the program itself, not only others of the step */
  int status;  /* as waitpid gave it */
  uint64_t started;
  uint64_t next_watch;
  uint64_t end_due; /* when the node is to hear that the output has ended; UINT64_MAX where it is not */
  bool end_told;
  uint64_t most_cpu; /* the highest CPU time seen while running */
  uint64_t own_cpu_before;
  uint64_t output_credit; /* bytes that the node still takes of each output */
  uint64_t errors_credit;
  struct reaped_usage usage_before;
  unsigned long processors;
  enum session_status ending; /* SESSION_ENDED while the session can go on */
  struct step_exit exit;
};

/* Ends the step for this cause. Once the program has ended by itself nothing but a flood that it left in the pipes changes that. */
void run_stop(struct run *run, enum cause cause);

/* Ends the step because the session ends; there will be no EXIT. */
void run_abandon(struct run *run, enum session_status ending);

/* Ends the step for the reason of a KILL. */
void run_kill(struct run *run, uint8_t reason);

/* Does what the node has said while the step runs: KILL, CREDIT, FEED, CLOSE and SIGNAL; anything else ends the session. */
void run_heed(struct run *run);

/* Hears what the node says now, and does it. */
void run_listen(struct run *run);

/* Tells the node of a live input that the program's standard output has ended although the program runs on. */
void run_tell_end(struct run *run, uint64_t now);

#endif
