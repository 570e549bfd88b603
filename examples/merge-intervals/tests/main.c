/* Reads n and n intervals, merges them, prints what is left. The students do not see this file. */
#include "merge.h"

#include <stdio.h>
#include <stdlib.h>

int main(void) {
  size_t n;
  if (scanf("%zu", &n) != 1)
    return 64;
  struct interval *a = malloc((n + 1) * sizeof *a);
  if (a == NULL)
    return 65;
  for (size_t i = 0; i < n; i++)
    if (scanf("%ld %ld", &a[i].first, &a[i].last) != 2)
      return 66;
  size_t left = merge(a, n);
  printf("%zu\n", left);
  for (size_t i = 0; i < left; i++)
    printf("%ld %ld\n", a[i].first, a[i].last);
  free(a);
  return 0;
}
