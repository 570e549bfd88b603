/* Ends badly: ends MANNER [NUMBER]. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Ends nowhere: the depth never becomes negative before the stack is used up. */
static int deeper(int depth) {
  volatile int here[256];
  here[0] = depth;
  return depth < 0 ? 0 : deeper(depth + 1) + here[0];
}

/* Asks for its memory to be kept, or for none of it, and ends so that the host's handler would be started. With a limit of 1 the kernel
   neither writes it nor starts that. */
static void dump(void) {
  static const rlim_t wanted[] = {RLIM_INFINITY, 0};
  struct rlimit limit = {9, 9};
  for (size_t i = 0; i < 2; i++) {
    const struct rlimit other = {wanted[i], wanted[i]};
    setrlimit(RLIMIT_CORE, &other);
    syscall(SYS_setrlimit, RLIMIT_CORE, &other);
    prlimit(getpid(), RLIMIT_CORE, &other, NULL);
  }
  getrlimit(RLIMIT_CORE, &limit);
  printf("core %ld %ld\n", (long)limit.rlim_cur, (long)limit.rlim_max);
  fflush(stdout);
  prctl(PR_SET_DUMPABLE, 1);
  abort();
}

int main(int count, char **argument) {
  const char *manner = count > 1 ? argument[1] : "";
  int number = count > 2 ? atoi(argument[2]) : 0;
  volatile int zero = 0;
  if (strcmp(manner, "recursion") == 0) {
    return deeper(zero);
  } else if (strcmp(manner, "segfault") == 0) {
    int *volatile nowhere = NULL;
    return *nowhere;
  } else if (strcmp(manner, "abort") == 0) {
    abort();
  } else if (strcmp(manner, "core") == 0) {
    dump();
  } else if (strcmp(manner, "division") == 0) {
    return 100 / zero;
  } else if (strcmp(manner, "trap") == 0) {
    __builtin_trap();
  } else if (strcmp(manner, "exit") == 0) {
    return number;
  } else if (strcmp(manner, "signal") == 0) {
    kill(getpid(), number);
    return 99;
  }
  return 99;
}
