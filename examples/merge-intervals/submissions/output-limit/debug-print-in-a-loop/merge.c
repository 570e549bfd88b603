#include "merge.h"

#include <stdio.h>

size_t merge(struct interval *a, size_t n) {
  for (size_t i = 0;; i = (i + 1) % (n + 1))
    printf("i = %zu, a[i] = %ld\n", i, a[i].first);
}
