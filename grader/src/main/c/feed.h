/* A live standard input: bytes that the node feeds to a running program. */
#ifndef KRITERION_FEED_H
#define KRITERION_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes that the node may have sent and the program not yet taken. */
enum { FEED_WINDOW = 65536 };

struct feed {
  int pipe;      /* the write end, not blocking; -1 when there is no live input, or none any more */
  bool closing;  /* the node has said that this is all */
  bool live;     /* whether the step has a live input at all */
  uint32_t owed; /* bytes that the program has taken, or that are lost to it, and that the node does not know of yet */
  size_t start;
  size_t end;
  uint8_t bytes[FEED_WINDOW];
};

/* Begins a live input that is written to `pipe`, or none with -1. */
void feed_begin(struct feed *feed, int pipe);

/* Takes bytes from the node; false when they are more than the window has room for. */
bool feed_take(struct feed *feed, const uint8_t *bytes, size_t size);

/* No more bytes will come. */
void feed_close(struct feed *feed);

bool feed_pending(const struct feed *feed);

/* Gives the program what it takes now. What it can no longer read counts as taken. */
void feed_flush(struct feed *feed);

/* The step is over. */
void feed_end(struct feed *feed);

#endif
