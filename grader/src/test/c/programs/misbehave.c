/* Bad manners by name, for the tests of the session: each argument of the program is one that some submission will have. */
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "programs.h"

static void spin(void) {
  for (volatile unsigned long i = 0;; i++) {
  }
}

static void spin_for(long nanoseconds) {
  struct timespec now;
  do {
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  } while (now.tv_sec == 0 && now.tv_nsec < nanoseconds);
}

static void wait_for_ever(void) {
  for (;;) {
    pause();
  }
}

static void child_spins(void) {
  if (fork() == 0) {
    spin();
  }
  wait(NULL);
}

static void orphan_spins(void) {
  if (fork() == 0) {
    if (fork() == 0) {
      spin();
    }
    _exit(0);
  }
  wait(NULL);
  wait_for_ever();
}

static void ignored_child_spins(void) {
  signal(SIGCHLD, SIG_IGN);
  if (fork() == 0) {
    spin();
  }
  wait_for_ever();
}

/* No process uses much, together they use all. */
static void many_children_spin_a_little(void) {
  for (;;) {
    if (fork() == 0) {
      spin_for(20000000);
      _exit(0);
    }
    wait(NULL);
  }
}

/* Leaves a process in a session of its own that holds the output open and will not be asked to end. */
static void leave_daemon(void) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      for (int signal_number = 1; signal_number < NSIG; signal_number++) {
        signal(signal_number, SIG_IGN);
      }
      wait_for_ever();
    }
    _exit(0);
  }
  wait(NULL);
  puts("left");
}

static void leave_fifty(void) {
  for (int i = 0; i < 50; i++) {
    if (fork() == 0) {
      setsid();
      wait_for_ever();
    }
  }
  puts("left");
}

static void fork_bomb(void) {
  for (;;) {
    fork();
  }
}

/* Sends its output's descriptor into a socket that holds itself: closed only when the kernel looks for such cycles. */
static void hide_output(void) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
    exit(2);
  }
  int descriptors[2] = {STDOUT_FILENO, pair[0]};
  union {
    char bytes[CMSG_SPACE(sizeof descriptors)];
    struct cmsghdr align;
  } control = {{0}};
  struct iovec one = {(char[]){"x"}, 1};
  struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptors);
  memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
  puts(sendmsg(pair[1], &message, 0) == 1 ? "hidden" : "not sent");
}

static void touch_64_mib(void) {
  size_t size = 64u << 20;
  char *memory = malloc(size);
  for (size_t i = 0; i < size; i += 4096) {
    memory[i] = 1;
  }
  printf("%d\n", memory[size / 2]);
}

static void write_for_ever(void) {
  static char block[65536];
  while (write(STDOUT_FILENO, block, sizeof block) > 0) {
  }
}

/* A million bytes that say where they are, on both outputs. */
static void write_pattern(void) {
  for (unsigned i = 0; i < 125000; i++) {
    printf("%07u\n", i);
    if (i % 5 == 0) {
      fprintf(stderr, "%07u\n", i);
    }
  }
}

static void large_file(void) {
  signal(SIGXFSZ, SIG_DFL);
  FILE *file = fopen("large", "w");
  while (file != NULL && putc('x', file) != EOF) {
  }
}

static unsigned deeper(unsigned depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  return depth == UINT_MAX ? 0 : deeper(depth + 1) + (unsigned)frame[0];
}

static void recurse(void) { printf("%u\n", deeper(0)); }

static void core_dump(void) { abort(); }

static void stop_itself(void) { raise(SIGSTOP); }

static const struct {
  const char *name;
  void (*run)(void);
} MANNERS[] = {
    {"spin", spin},
    {"child-spins", child_spins},
    {"orphan-spins", orphan_spins},
    {"ignored-child-spins", ignored_child_spins},
    {"many-children-spin", many_children_spin_a_little},
    {"leave-daemon", leave_daemon},
    {"leave-fifty", leave_fifty},
    {"fork-bomb", fork_bomb},
    {"hide-output", hide_output},
    {"touch-64-mib", touch_64_mib},
    {"write-for-ever", write_for_ever},
    {"write-pattern", write_pattern},
    {"large-file", large_file},
    {"recurse", recurse},
    {"abort", core_dump},
    {"stop-itself", stop_itself},
    {"wait", wait_for_ever},
    {"state", print_state},
    {"census", print_census},
    {"attack", attack},
};

int main(int argc, char **argv) {
  for (size_t i = 0; argc > 1 && i < sizeof MANNERS / sizeof MANNERS[0]; i++) {
    if (strcmp(argv[1], MANNERS[i].name) == 0) {
      MANNERS[i].run();
      return 0;
    }
  }
  fprintf(stderr, "unknown: %s\n", argc > 1 ? argv[1] : "(nothing)");
  return 99;
}
