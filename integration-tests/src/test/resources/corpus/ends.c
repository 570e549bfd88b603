/* Ends badly: ends MANNER [NUMBER]. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Ends nowhere: the depth never becomes negative before the stack is used up. */
static int deeper(int depth) {
  volatile int here[256];
  here[0] = depth;
  return depth < 0 ? 0 : deeper(depth + 1) + here[0];
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
