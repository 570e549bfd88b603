/* Starting a step's program, in two parts: what can be done before the step is known takes the longer. */
#ifndef KRITERION_LAUNCH_H
#define KRITERION_LAUNCH_H

#include <sys/types.h>

#include "frame.h"

/* A child that is, or is to become, a step's program. All zero: none. */
struct launched {
  pid_t pid;
  int channel; /* where it waits for what it is to become; -1 once it knows */
  int output;  /* read ends, not blocking */
  int errors;
  int failure; /* holds an errno when the program could not be started, and nothing when it was */
};

/* Makes a child for the next step, whose programs run below `root`. 0 or an errno; *child is all zero after a failure. */
int launch_prepare(int root, struct launched *child);

/* Makes it the program of `request`, with `input` as its standard input; one that has died meanwhile is replaced. The user may have
   `processes` processes then. 0 or an errno; *child is all zero after a failure. */
int launch(const struct step_request *request, int root, uint64_t processes, int input, struct launched *child);

#endif
