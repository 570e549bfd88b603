/* Unit tests of the C programs, built with the address and undefined-behaviour sanitizers. */
#include "check.h"

unsigned long checks_passed;

int main(void) {
  frame_tests();
  request_tests();
  files_tests();
  feed_tests();
  output_tests();
  guard_tests();
  cni_config_tests();
  frame_fuzz();
  printf("%lu passed\n", checks_passed);
  return 0;
}
