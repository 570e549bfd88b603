/* What the processes of a running step use, read from outside them. */
#ifndef KRITERION_WATCH_H
#define KRITERION_WATCH_H

#include <stdint.h>

uint64_t monotonic_ns(void);

/* CPU time of this process. */
uint64_t own_cpu_ns(void);

/* CPU time of the children that were reaped, and of their reaped descendants, since this process began. */
struct reaped_usage {
  uint64_t user_ns;
  uint64_t system_ns;
};
struct reaped_usage reaped_usage(void);

/* All processes of the PID namespace but PID 1 and this one: how many, and the CPU time of each with what it has reaped. */
struct live_usage {
  uint64_t cpu_ns;
  unsigned processes;
};
struct live_usage live_usage(void);

#endif
