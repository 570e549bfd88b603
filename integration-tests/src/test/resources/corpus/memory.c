/* Uses memory without end: memory MANNER. Comes back only when it is refused. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MEBIBYTE = 1 << 20, MANY = 200 };

static char zeros[(size_t)MANY * MEBIBYTE];

static void touch(char *memory, size_t size) {
  for (size_t at = 0; memory != NULL && at < size; at += 4096) {
    memory[at] = 1;
  }
}

static int heap(void) {
  char *memory;
  while ((memory = malloc(MEBIBYTE)) != NULL) {
    touch(memory, MEBIBYTE);
  }
  return 1;
}

static int mapping(int flags, int file) {
  char *memory = mmap(NULL, sizeof zeros, PROT_READ | PROT_WRITE, flags, file, 0);
  if (memory == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
  touch(memory, sizeof zeros);
  return 1;
}

static int mapped_file(void) {
  int file = open("/work/mapped", O_RDWR | O_CREAT, 0600);
  unlink("/work/mapped");
  if (file < 0 || ftruncate(file, sizeof zeros) != 0) {
    perror("a file to map");
    return 1;
  }
  return mapping(MAP_SHARED, file);
}

static int written_file(int file) {
  static char block[MEBIBYTE];
  for (int i = 0; i < MANY; i++) {
    if (write(file, block, sizeof block) < 0) {
      perror("write");
      return 1;
    }
  }
  return 1;
}

static int named_file(const char *path) {
  int file = open(path, O_RDWR | O_CREAT, 0600);
  unlink(path);
  return written_file(file);
}

/* None of them has much. */
static int children(void) {
  for (int i = 0; i < 20; i++) {
    if (fork() == 0) {
      touch(zeros, sizeof zeros / 20);
      pause();
    }
  }
  wait(NULL);
  puts("done");
  return 0;
}

static int system_v(void) {
  int segment = shmget(IPC_PRIVATE, sizeof zeros, IPC_CREAT | 0600);
  char *memory = segment < 0 ? (char *)-1 : shmat(segment, NULL, 0);
  if (memory == (char *)-1) {
    perror("shared memory");
    return 1;
  }
  shmctl(segment, IPC_RMID, NULL); /* with the last process, so that the next step has its memory again */
  touch(memory, sizeof zeros);
  return 1;
}

/* Files without content, where only memory bounds their number; they stay. */
static int inodes(void) {
  for (int i = 0; i < 1000000; i++) {
    char name[48];
    snprintf(name, sizeof name, "/dev/shm/a-name-of-some-length-%d", i);
    int file = open(name, O_WRONLY | O_CREAT, 0600);
    if (file < 0) {
      perror("open");
      return 1;
    }
    close(file);
  }
  return 1;
}

/*
 * Makes itself the worst of victims: asks to be spared, has hardly a page, and uses memory that is nobody's. What is larger than it is
 * the program that runs the steps.
 */
static int nobody(void) {
  extern char __executable_start, etext;
  static char page[4096];
  uintptr_t start = (uintptr_t)&__executable_start & ~(uintptr_t)4095;
  int file = open("/proc/self/oom_score_adj", O_WRONLY);
  fprintf(stderr, "asked to be spared: %s\n", file >= 0 && (write(file, "-1000", 5) > 0 || write(file, "0", 1) > 0) ? "granted" : "refused");
  close(file);
  file = open("/dev/shm/of-nobody", O_WRONLY | O_CREAT, 0600);
  unlink("/dev/shm/of-nobody");
  for (int i = 0; i < MANY << 8; i++) {
    if (write(file, page, sizeof page) < 0) {
      perror("write");
      return 1;
    }
    if (i % 256 == 0) {
      madvise((void *)start, (uintptr_t)&etext - start, MADV_DONTNEED);
    }
  }
  return 1;
}

int main(int count, char **argument) {
  const char *manner = count > 1 ? argument[1] : "";
  if (strcmp(manner, "heap") == 0) {
    return heap();
  } else if (strcmp(manner, "static") == 0) {
    touch(zeros, sizeof zeros);
  } else if (strcmp(manner, "mapping") == 0) {
    return mapping(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  } else if (strcmp(manner, "shared-mapping") == 0) {
    return mapping(MAP_SHARED | MAP_ANONYMOUS, -1);
  } else if (strcmp(manner, "locked") == 0) {
    mlockall(MCL_CURRENT | MCL_FUTURE);
    return heap();
  } else if (strcmp(manner, "mapped-file") == 0) {
    return mapped_file();
  } else if (strcmp(manner, "workspace") == 0) {
    return named_file("/work/large");
  } else if (strcmp(manner, "elsewhere") == 0) {
    return named_file("/dev/shm/large");
  } else if (strcmp(manner, "memfd") == 0) {
    return written_file(memfd_create("large", 0));
  } else if (strcmp(manner, "system-v") == 0) {
    return system_v();
  } else if (strcmp(manner, "children") == 0) {
    return children();
  } else if (strcmp(manner, "inodes") == 0) {
    return inodes();
  } else if (strcmp(manner, "nobody") == 0) {
    return nobody();
  } else if (strcmp(manner, "hello") == 0) {
    puts("hello");
    return 0;
  }
  return 99;
}
