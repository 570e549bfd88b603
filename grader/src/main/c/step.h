/* One step: from a program that is to be started to the EXIT frame, with every process of it dead in between. */
#ifndef KRITERION_STEP_H
#define KRITERION_STEP_H

#include "session.h"

/* Runs a step whose standard input is `input`, which is closed; EXIT is in the session's output then. `start_error` is an errno that keeps it from starting, or 0.
   SESSION_ENDED when the session can go on, else the status it must end with (nothing of the step is alive then either). */
enum session_status step_run(struct session *session, const struct step_request *request, int input, int start_error);

#endif
