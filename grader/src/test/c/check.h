/* The whole test framework: a check that fails says where and ends the run; those that hold are counted. */
#ifndef KRITERION_CHECK_H
#define KRITERION_CHECK_H

#include <stdio.h>
#include <stdlib.h>

extern unsigned long checks_passed;

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                  \
    }                                                                           \
    checks_passed++;                                                            \
  } while (0)

void frame_tests(void);
void request_tests(void);
void files_tests(void);
void feed_tests(void);
void output_tests(void);
void guard_tests(void);
void cni_config_tests(void);
void frame_fuzz(void);

#endif
