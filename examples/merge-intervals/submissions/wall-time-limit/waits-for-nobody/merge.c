#include "merge.h"

#include <unistd.h>

size_t merge(struct interval *a, size_t n) {
  (void)a;
  pause();
  return n;
}
