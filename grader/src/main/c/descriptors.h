/* Descriptors that a process was born with and does not want. */
#ifndef KRITERION_DESCRIPTORS_H
#define KRITERION_DESCRIPTORS_H

/* Closes every descriptor from `first` on. */
void close_from(int first);

#endif
