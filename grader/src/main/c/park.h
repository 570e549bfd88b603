/* The main process of a sandbox: it does nothing, for as long as the sandbox lives. */
#ifndef KRITERION_PARK_H
#define KRITERION_PARK_H

#include <signal.h>
#include <stdbool.h>

/* The name by which a session knows that PID 1 is a parked kriterion-init (15 bytes at most: the kernel's limit). */
#define PARK_NAME "kriterion-init"

/* Whether a signal to this process, where it is a sandbox's PID 1, comes from outside the sandbox. */
bool from_outside(const siginfo_t *info);

/* Reaps children until the runtime says SIGTERM or SIGINT, then returns the exit status 0. */
int park(void);

#endif
