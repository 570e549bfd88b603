#include "merge.h"

#include <stdlib.h>

static int by_first(const void *x, const void *y) {
  const struct interval *a = x, *b = y;
  return (a->first > b->first) - (a->first < b->first);
}

size_t merge(struct interval *a, size_t n) {
  if (n == 0)
    return 0;
  qsort(a, n, sizeof *a, by_first);
  size_t kept = 0;
  for (size_t i = 1; i < n; i++) {
    if (a[i].first <= a[kept].last) {
      if (a[i].last > a[kept].last)
        a[kept].last = a[i].last;
    } else {
      a[++kept] = a[i];
    }
  }
  return kept + 1;
}
