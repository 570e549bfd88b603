#ifndef MERGE_H
#define MERGE_H

#include <stddef.h>

/* All integers from first to last, both included. */
struct interval {
  long first;
  long last;
};

/*
 * Merges the n intervals of a until no two of them share an integer, in place.
 * They end up sorted by first; returns how many are left.
 */
size_t merge(struct interval *a, size_t n);

#endif
