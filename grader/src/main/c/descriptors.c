#include "descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_DESCRIPTORS = 65536, PIPE_CAPACITY = 262144 };

void close_from(int first) {
#ifdef __NR_close_range
  if (syscall(__NR_close_range, first, ~0U, 0) == 0) {
    return;
  }
#endif
  /* Kernels before 5.9 and old sandboxes. A descriptor above today's limit was opened under a higher one: no runtime does that. */
  struct rlimit limit = {.rlim_cur = MOST_DESCRIPTORS};
  getrlimit(RLIMIT_NOFILE, &limit);
  int end = limit.rlim_cur < MOST_DESCRIPTORS ? (int)limit.rlim_cur : MOST_DESCRIPTORS;
  for (int descriptor = first; descriptor < end; descriptor++) {
    close(descriptor);
  }
}

void pipe_enlarge(int descriptor) { fcntl(descriptor, F_SETPIPE_SZ, PIPE_CAPACITY); }
