/* Uses up time, or lets it pass: time MANNER. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *spin(void *unused) {
  (void)unused;
  for (volatile unsigned i = 0;; i++) {
  }
  return NULL;
}

static void watch_the_clock(void) {
  struct timespec now;
  do {
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while (now.tv_sec >= 0);
}

static void spin_in_threads(void) {
  for (int i = 0; i < 2; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, spin, NULL);
  }
  pause();
}

/* The parent itself computes nothing. */
static void spin_in_children(void) {
  for (int i = 0; i < 2; i++) {
    if (fork() == 0) {
      spin(NULL);
    }
  }
  while (wait(NULL) > 0) {
  }
}

/* The kernel reaps the children of a parent that ignores SIGCHLD, and counts their time for nobody. */
static void spin_in_children_of_nobody(void) {
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    if (fork() == 0) {
      while (clock() < CLOCKS_PER_SEC / 20) {
      }
      _exit(0);
    }
    usleep(60000);
  }
}

static void ignore_signals_and_spin(void) {
  for (int number = 1; number < NSIG; number++) {
    signal(number, SIG_IGN);
  }
  spin(NULL);
}

static void wait_for_a_descriptor(void) {
  int never[2];
  if (pipe(never) == 0) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(never[0], &set);
    select(never[0] + 1, &set, NULL, NULL, NULL);
  }
}

static void wait_for_a_lock(void) {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  pthread_mutex_lock(&lock);
}

int main(int count, char **argument) {
  const char *manner = count > 1 ? argument[1] : "";
  if (strcmp(manner, "spin") == 0) {
    spin(NULL);
  } else if (strcmp(manner, "clock") == 0) {
    watch_the_clock();
  } else if (strcmp(manner, "threads") == 0) {
    spin_in_threads();
  } else if (strcmp(manner, "children") == 0) {
    spin_in_children();
  } else if (strcmp(manner, "nobody") == 0) {
    spin_in_children_of_nobody();
  } else if (strcmp(manner, "stubborn") == 0) {
    ignore_signals_and_spin();
  } else if (strcmp(manner, "sleep") == 0) {
    sleep(100000);
  } else if (strcmp(manner, "pause") == 0) {
    pause();
  } else if (strcmp(manner, "select") == 0) {
    wait_for_a_descriptor();
  } else if (strcmp(manner, "lock") == 0) {
    wait_for_a_lock();
  } else if (strcmp(manner, "stop") == 0) {
    raise(SIGSTOP);
  }
  return 99;
}
