/* Makes processes in bad ways: processes MANNER. */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Doubles without end; what cannot be made is tried again. */
static void bomb(void) {
  for (;;) {
    fork();
  }
}

/* Every process leaves its session, makes a successor and ends; the first one waits. */
static void run_away(void) {
  if (fork() == 0) {
    for (;;) {
      setsid();
      if (fork() > 0) {
        _exit(0);
      }
    }
  }
  for (;;) {
    pause();
  }
}

/* Lives on in a chain of processes that hardly use the CPU, each gone before anybody has looked at it. */
static void relay(void) {
  if (fork() == 0) {
    for (;;) {
      setsid();
      usleep(200);
      if (fork() > 0) {
        _exit(0);
      }
    }
  }
}

static int leave_a_crowd(void) {
  int made = 0;
  for (; made < 100; made++) {
    pid_t child = fork();
    if (child < 0) {
      break;
    }
    if (child == 0) {
      sleep(100000);
      _exit(0);
    }
  }
  printf("left %d\n", made);
  return 0;
}

/* In a session of its own, deaf to every signal that can be ignored, without descriptors. */
static int leave_a_daemon(void) {
  if (fork() > 0) {
    puts("left one");
    return 0;
  }
  setsid();
  if (fork() > 0) {
    _exit(0);
  }
  for (int number = 1; number < NSIG; number++) {
    signal(number, SIG_IGN);
  }
  for (int descriptor = 0; descriptor < 64; descriptor++) {
    close(descriptor);
  }
  for (;;) {
    pause();
  }
}

static void *wait_for_ever(void *unused) {
  pause();
  return unused;
}

static int make_threads(void) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 1 << 16);
  for (int made = 0; made < 5000; made++) {
    pthread_t thread;
    if (pthread_create(&thread, &small, wait_for_ever, NULL) == EAGAIN) {
      puts("stopped by the limit");
      return 0;
    }
  }
  return 1;
}

/* The dead count as long as nobody takes notice of them. */
static int make_zombies(void) {
  for (int made = 0; made < 5000; made++) {
    pid_t child = fork();
    if (child == 0) {
      _exit(0);
    }
    if (child < 0) {
      puts(errno == EAGAIN ? "stopped by the limit" : strerror(errno));
      return 0;
    }
  }
  return 1;
}

/* Prints how many processes there are besides this one. */
static int count(void) {
  DIR *processes = opendir("/proc");
  int others = -1;
  struct dirent *entry;
  while (processes != NULL && (entry = readdir(processes)) != NULL) {
    others += atoi(entry->d_name) > 0;
  }
  printf("%d others\n", others);
  return 0;
}

int main(int argc, char **argument) {
  const char *manner = argc > 1 ? argument[1] : "";
  if (strcmp(manner, "bomb") == 0) {
    bomb();
  } else if (strcmp(manner, "run-away") == 0) {
    run_away();
  } else if (strcmp(manner, "relay") == 0) {
    relay();
    puts("left a chain");
    return 0;
  } else if (strcmp(manner, "race") == 0) {
    for (int i = 0; i < 4; i++) {
      relay();
    }
    pause();
  } else if (strcmp(manner, "crowd") == 0) {
    return leave_a_crowd();
  } else if (strcmp(manner, "daemon") == 0) {
    return leave_a_daemon();
  } else if (strcmp(manner, "threads") == 0) {
    return make_threads();
  } else if (strcmp(manner, "zombies") == 0) {
    return make_zombies();
  } else if (strcmp(manner, "count") == 0) {
    return count();
  }
  return 99;
}
