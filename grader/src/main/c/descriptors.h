/* Descriptors as they are wanted: not those that a process was born with, and pipes with room. */
#ifndef KRITERION_DESCRIPTORS_H
#define KRITERION_DESCRIPTORS_H

/* Closes every descriptor from `first` on. */
void close_from(int first);

/* Lets a pipe hold more, if it is one and the system allows it: every full one is a switch from who writes to who reads. */
void pipe_enlarge(int descriptor);

#endif
