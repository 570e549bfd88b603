/* Handles its standard streams in bad ways: streams MANNER. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int count_input(void) {
  static char block[1 << 16];
  long total = 0;
  ssize_t size;
  while ((size = read(STDIN_FILENO, block, sizeof block)) > 0) {
    total += size;
  }
  printf("%ld bytes\n", total);
  return 0;
}

static int close_everything(void) {
  for (int descriptor = 0; descriptor < 3; descriptor++) {
    close(descriptor);
  }
  usleep(100000);
  return 7;
}

/* The child, in a session of its own, has the outputs open for as long as it lives. */
static int leave_output_open(void) {
  puts("the parent is done");
  fflush(stdout);
  if (fork() == 0) {
    setsid();
    for (;;) {
      pause();
    }
  }
  return 3;
}

/* Tries to change what it reads, by every name that it has for it. Succeeds either way: it is nobody else's. */
static int rewrite_input(void) {
  static const char *const NAMES[] = {"/proc/self/fd/0", "/dev/stdin", "/dev/fd/0"};
  fprintf(stderr, "write %zd, ftruncate %d\n", write(STDIN_FILENO, "forged", 6), ftruncate(STDIN_FILENO, 0));
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
    int file = open(NAMES[i], O_WRONLY | O_TRUNC);
    fprintf(stderr, "%s: open %d, write %zd\n", NAMES[i], file, write(file, "forged", 6));
  }
  return 0;
}

/* Names every descriptor that it was given. */
static int name_descriptors(void) {
  for (int descriptor = 0; descriptor < 1 << 12; descriptor++) {
    if (fcntl(descriptor, F_GETFD) >= 0) {
      printf("%d ", descriptor);
    }
  }
  puts("open");
  return 0;
}

int main(int count, char **argument) {
  const char *manner = count > 1 ? argument[1] : "";
  if (strcmp(manner, "count") == 0) {
    return count_input();
  } else if (strcmp(manner, "ignore") == 0) {
    puts("not interested");
    return 0;
  } else if (strcmp(manner, "close") == 0) {
    return close_everything();
  } else if (strcmp(manner, "leave-open") == 0) {
    return leave_output_open();
  } else if (strcmp(manner, "descriptors") == 0) {
    return name_descriptors();
  } else if (strcmp(manner, "rewrite") == 0) {
    return rewrite_input();
  }
  return 99;
}
