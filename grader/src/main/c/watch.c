#include "watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static uint64_t nanoseconds(struct timespec time) { return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec; }

static uint64_t from_timeval(struct timeval time) { return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u; }

static uint64_t read_clock(clockid_t clock) {
  struct timespec time = {0};
  clock_gettime(clock, &time);
  return nanoseconds(time);
}

uint64_t monotonic_ns(void) { return read_clock(CLOCK_MONOTONIC); }

uint64_t own_cpu_ns(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

struct reaped_usage reaped_usage(void) {
  struct rusage usage = {0};
  getrusage(RUSAGE_CHILDREN, &usage);
  return (struct reaped_usage){from_timeval(usage.ru_utime), from_timeval(usage.ru_stime)};
}

/* Reads utime, stime, cutime and cstime of /proc/PID/stat, in clock ticks. The program chooses its own name, the second field, so
   the fields are counted from the last parenthesis. */
static bool read_ticks(int proc, pid_t pid, unsigned long ticks[4]) {
  char path[32];
  char text[1024];
  snprintf(path, sizeof path, "%d/stat", pid);
  int file = openat(proc, path, O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
  if (file >= 0) {
    close(file);
  }
  if (length <= 0) {
    return false;
  }
  text[length] = 0;
  const char *fields = strrchr(text, ')');
  return fields != NULL && sscanf(fields + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &ticks[0], &ticks[1],
                                  (long *)&ticks[2], (long *)&ticks[3]) == 4;
}

/* A process's own time is taken from its CPU clock, which is exact to the nanosecond; the ticks are where there is none. */
static uint64_t process_cpu_ns(pid_t pid, const unsigned long ticks[4]) {
  uint64_t tick = 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK);
  clockid_t clock;
  struct timespec time;
  uint64_t own = (ticks[0] + ticks[1]) * tick;
  if (clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &time) == 0) {
    own = nanoseconds(time);
  }
  return own + (ticks[2] + ticks[3]) * tick;
}

struct live_usage live_usage(void) {
  struct live_usage usage = {0};
  pid_t self = getpid();
  DIR *proc = opendir("/proc");
  if (proc == NULL) {
    return usage;
  }
  for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
    char *end;
    long pid = strtol(entry->d_name, &end, 10);
    unsigned long ticks[4];
    if (*end == 0 && pid > 1 && pid != self && read_ticks(dirfd(proc), (pid_t)pid, ticks)) {
      usage.cpu_ns += process_cpu_ns((pid_t)pid, ticks);
      usage.processes++;
    }
  }
  closedir(proc);
  return usage;
}
