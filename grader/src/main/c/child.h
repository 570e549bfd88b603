/* A step's program before it is one: the process between fork and exec, and everything that the protocol promises about it. */
#ifndef KRITERION_CHILD_H
#define KRITERION_CHILD_H

#include <stdint.h>
#include <sys/types.h>

/* What the child has of its parent; the session itself is not in its memory. */
struct origin {
  pid_t parent;
  int root;    /* the session's directory */
  int channel; /* where it learns what it is to be */
  int output;
  int errors;
  int failure; /* where it says with an errno why it could not be that */
};

/* What the child is told over its channel, with the step's standard input; the payload of the STEP frame follows. */
struct order {
  uint64_t processes; /* for RLIMIT_NPROC */
  uint32_t length;    /* of the payload */
};

/* Does all that can be done before the step is known, waits for an order, and becomes the step's program. */
_Noreturn void child_run(const struct origin *origin);

#endif
