/* The main process of a sandbox: it does nothing, for as long as the sandbox lives. */
#ifndef KRITERION_PARK_H
#define KRITERION_PARK_H

/* The name by which a session knows that PID 1 is a parked kriterion-init (15 bytes at most: the kernel's limit). */
#define PARK_NAME "kriterion-init"

/* Reaps children until the runtime says SIGTERM or SIGINT, then returns the exit status 0. */
int park(void);

#endif
