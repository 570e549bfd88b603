/* Making a step's program: fork, everything that the protocol promises about its process, exec. */
#ifndef KRITERION_LAUNCH_H
#define KRITERION_LAUNCH_H

#include <sys/types.h>

#include "session.h"

struct launched {
  pid_t pid;
  int output;  /* read ends, not blocking */
  int errors;
  int failure; /* holds an errno when the program could not be started, and nothing when it was */
};

/* Starts the program of `request` with `input` as its standard input, below the session's directory. 0 or an errno. */
int launch(const struct step_request *request, const struct session *session, int input, struct launched *launched);

#endif
