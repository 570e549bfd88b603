/* The parts of `misbehave` that have a file of their own. */
#ifndef KRITERION_PROGRAMS_H
#define KRITERION_PROGRAMS_H

/* What the process was born with, a line `name=value` each. */
void print_state(void);

/* How many processes there are but PID 1, the session and this one. */
void print_census(void);

/* Tries everything that one process can do to another of the same user, against the session and PID 1; prints each that worked. */
void attack(void);

#endif
