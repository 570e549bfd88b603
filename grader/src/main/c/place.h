/* Where a session may run, its process, and the one way to wait in it. */
#ifndef KRITERION_PLACE_H
#define KRITERION_PLACE_H

#include <poll.h>
#include <stdbool.h>
#include <time.h>

/* Which process of a sandbox this one is. */
enum place {
  PLACE_FIRST,  /* its PID 1: what is left over by others becomes ours */
  PLACE_BESIDE, /* one beside a PID 1 of another kind */
};

/* NULL where this is that place in a sandbox of ours and the user has no privileges, else why it is not. May wait some seconds for a
   sandbox that is just beginning. */
const char *place_objection(enum place place);

/* Makes the process what the protocol promises: not dumpable, no new privileges, signals blocked, no descriptors but 0 to 2. */
bool place_prepare(enum place place);

/* Whether the runtime has asked this process, from outside the sandbox, to end. */
bool place_stopped(void);

/* ppoll with the signals that end a wait: SIGCHLD when `children` is true, and the runtime's request to stop. */
int place_wait(struct pollfd *polls, nfds_t count, const struct timespec *timeout, bool children);

#endif
