#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs.h"

extern char **environ;

static void print_limit(const char *name, __rlimit_resource_t resource) {
  struct rlimit limit;
  getrlimit(resource, &limit);
  printf("%s=%ju/%ju\n", name, (uintmax_t)limit.rlim_cur, (uintmax_t)limit.rlim_max);
}

static void print_file(const char *name, const char *path) {
  char text[64] = "?";
  FILE *file = fopen(path, "r");
  if (file != NULL) {
    if (fgets(text, sizeof text, file) == NULL) {
      text[0] = 0;
    }
    fclose(file);
  }
  text[strcspn(text, "\n")] = 0;
  printf("%s=%s\n", name, text);
}

static void print_status_lines(void) {
  char line[256];
  FILE *file = fopen("/proc/self/status", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    char *value = strchr(line, '\t');
    if (value != NULL && (strncmp(line, "SigBlk", 6) == 0 || strncmp(line, "SigIgn", 6) == 0 || strncmp(line, "NoNewPrivs", 10) == 0)) {
      printf("%.*s=%s", (int)strcspn(line, ":"), line, value + 1);
    }
  }
  if (file != NULL) {
    fclose(file);
  }
}

void print_state(void) {
  printf("leads=%d%d\n", getsid(0) == getpid(), getpgrp() == getpid());
  mode_t mask = umask(0);
  printf("umask=%03o\n", (unsigned)mask);
  printf("dumpable=%d\n", prctl(PR_GET_DUMPABLE));
  int death = -1;
  prctl(PR_GET_PDEATHSIG, &death);
  printf("deathsig=%d\n", death);
  printf("stdin-mode=%d\n", fcntl(0, F_GETFL) & O_ACCMODE);
  struct stat status;
  printf("stdin-file=%d\n", fstat(0, &status) == 0 && S_ISREG(status.st_mode));
  printf("stdin-size=%jd\n", (intmax_t)status.st_size);
  printf("descriptors=");
  for (int i = 0; i < 1024; i++) {
    if (fcntl(i, F_GETFD) >= 0) {
      printf("%d", i);
    }
  }
  putchar('\n');
  print_limit("cpu", RLIMIT_CPU);
  print_limit("core", RLIMIT_CORE);
  print_limit("fsize", RLIMIT_FSIZE);
  print_limit("stack", RLIMIT_STACK);
  print_limit("nofile", RLIMIT_NOFILE);
  print_file("oom_score_adj", "/proc/self/oom_score_adj");
  print_status_lines();
  for (char **entry = environ; *entry != NULL; entry++) {
    printf("env=%s\n", *entry);
  }
}

void print_census(void) {
  int others = 0;
  DIR *proc = opendir("/proc");
  for (struct dirent *entry; proc != NULL && (entry = readdir(proc)) != NULL;) {
    int pid = isdigit((unsigned char)entry->d_name[0]) ? atoi(entry->d_name) : 0;
    others += pid > 1 && pid != getpid() && pid != getppid();
  }
  printf("%d\n", others);
}
