/* Frames on their way to the node: a bounded buffer before a descriptor that never blocks. */
#ifndef KRITERION_OUTPUT_H
#define KRITERION_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { OUTPUT_CAPACITY = 262144 };

struct output {
  int descriptor;
  size_t start;
  size_t end;
  uint8_t bytes[OUTPUT_CAPACITY];
};

bool output_pending(const struct output *output);

/* Whether a frame with a payload of `length` bytes can be held now. */
bool output_room(const struct output *output, size_t length);

/* Holds a frame; the caller has asked output_room. */
void output_frame(struct output *output, uint8_t type, const void *payload, uint32_t length);

/* Reads once from `source`, at most `most` bytes, straight into a frame. Of what came, no more than `allowed` bytes are kept for the
   node. Returns what read() returned. The caller has asked output_room(OUTPUT_LEAST_READ). */
enum { OUTPUT_LEAST_READ = 4096 };
ssize_t output_forward(struct output *output, uint8_t type, int source, uint64_t most, uint64_t allowed);

/* Writes what the node takes now; false when nobody reads any more. */
bool output_flush(struct output *output);

#endif
