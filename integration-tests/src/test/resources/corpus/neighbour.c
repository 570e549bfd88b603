/*
 * Somebody else's submission, run again and again while attacks happen elsewhere: keeps a file, computes in several processes, uses
 * memory and the disk, and says at the end what came of it. Anything that is not as it left it ends it.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 1 << 16, CHILDREN = 3 };

static uint32_t words[WORDS];

static int fail(const char *what) {
  printf("harmed: %s\n", what);
  exit(1);
}

static uint32_t mix(uint32_t value) {
  value ^= value << 13;
  value ^= value >> 17;
  return value ^ value << 5;
}

static uint32_t compute(uint32_t seed) {
  for (int round = 0; round < 150; round++) {
    for (int i = 0; i < WORDS; i++) {
      seed = mix(seed + (words[i] & 1));
      words[i] = seed;
    }
  }
  return seed;
}

static void check_kept_file(void) {
  FILE *kept = fopen("/work/kept", "r");
  if (kept == NULL) {
    kept = fopen("/work/kept", "w");
    for (uint32_t i = 0; kept != NULL && i < WORDS; i++) {
      fprintf(kept, "%08x", mix(i + 1));
    }
  } else {
    for (uint32_t i = 0; i < WORDS; i++) {
      uint32_t read;
      if (fscanf(kept, "%8x", &read) != 1 || read != mix(i + 1)) {
        fail("the file that it keeps");
      }
    }
  }
  if (kept == NULL || fclose(kept) != 0) {
    fail("its disk");
  }
}

static void check_directories(void) {
  static const char *const DIRECTORIES[] = {"/work", "/tmp", "/dev/shm"};
  for (size_t i = 0; i < sizeof DIRECTORIES / sizeof DIRECTORIES[0]; i++) {
    DIR *directory = opendir(DIRECTORIES[i]);
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
      if (entry->d_name[0] != '.' && strcmp(entry->d_name, "kept") != 0 && strcmp(entry->d_name, "neighbour") != 0) {
        fail(entry->d_name);
      }
    }
    if (directory != NULL) {
      closedir(directory);
    }
  }
}

int main(void) {
  puts("working");
  fflush(stdout);
  int results[2];
  if (pipe(results) != 0) {
    fail("pipe");
  }
  for (uint32_t i = 0; i < CHILDREN; i++) {
    pid_t child = fork();
    if (child < 0) {
      fail("fork");
    }
    if (child == 0) {
      uint32_t result = compute(i + 1);
      _exit(write(results[1], &result, sizeof result) == sizeof result ? 0 : 1);
    }
  }
  uint32_t sum = 0;
  for (int i = 0; i < CHILDREN; i++) {
    uint32_t result;
    int status;
    if (read(results[0], &result, sizeof result) != sizeof result || wait(&status) < 0 || status != 0) {
      fail("a child");
    }
    sum += result;
  }
  check_kept_file();
  check_directories();
  printf("unharmed %08x\n", sum);
  return 0;
}
