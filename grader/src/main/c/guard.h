/* What keeps a program from ending its session although both run as the same user. */
#ifndef KRITERION_GUARD_H
#define KRITERION_GUARD_H

#include <linux/filter.h>
#include <sys/types.h>

/* Puts the calling process under a system call filter, for good and for all its descendants: whatever signals, limits or schedules
   the process `session`, its group or PID 1 fails with EPERM. Needs no_new_privs. 0, or an errno. */
int guard_install(pid_t session);

/* The filter itself; returns its length. */
enum { GUARD_CAPACITY = 512 };
unsigned short guard_build(pid_t session, struct sock_filter code[GUARD_CAPACITY]);

#endif
