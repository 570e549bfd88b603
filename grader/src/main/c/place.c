#include "place.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptors.h"
#include "park.h"

enum { PARK_TRIES = 2500 };

static volatile sig_atomic_t stopped;

/* A step ends with a signal to every process that we may signal: that must be a sandbox of ours, and /proc must show that one. PID 1
   is then a parked kriterion-init, or the image's own program as our user; elsewhere it is root's. */
static bool beside_first(void) {
  char self[16] = "";
  char name[32] = "";
  ssize_t length = readlink("/proc/self", self, sizeof self - 1);
  if (length <= 0 || atoi(self) != getpid() || getpid() == 1) {
    return false;
  }
  struct stat first;
  if (stat("/proc/1", &first) == 0 && first.st_uid == getuid()) {
    return true;
  }
  int file = open("/proc/1/comm", O_RDONLY | O_CLOEXEC);
  length = file < 0 ? -1 : read(file, name, sizeof name - 1);
  if (file >= 0) {
    close(file);
  }
  return length > 0 && strcmp(name, PARK_NAME "\n") == 0;
}

/* A runtime may say that a container runs before it has become its program: crun does, and a busy machine makes that moment long. */
static bool wait_beside_first(void) {
  const struct timespec pause = {.tv_nsec = 2 * 1000 * 1000};
  for (int tries = 0; !beside_first(); tries++) {
    if (tries == PARK_TRIES) {
      return false;
    }
    nanosleep(&pause, NULL);
  }
  return true;
}

const char *place_objection(enum place place) {
  if (getuid() == 0 || geteuid() == 0) {
    return "refuses to run as root: give the sandbox a user of its own";
  }
  if (place == PLACE_FIRST) {
    return getpid() == 1 ? NULL : "refuses to run here: as a sandbox's main process it must be PID 1";
  }
  return wait_beside_first() ? NULL : "refuses to run here: PID 1 is neither " PARK_NAME " nor this user's, so this is no sandbox of ours";
}

static void on_child(int signal) { (void)signal; }

/* As PID 1 only those outside the sandbox are obeyed: see park. */
static void on_stop(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  if (from_outside(info)) {
    stopped = 1;
  }
}

bool place_prepare(enum place place) {
  sigset_t all;
  sigfillset(&all);
  struct sigaction child = {.sa_handler = on_child, .sa_flags = SA_NOCLDSTOP};
  struct sigaction stop = {.sa_sigaction = on_stop, .sa_flags = SA_SIGINFO};
  if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || sigprocmask(SIG_SETMASK, &all, NULL) != 0 ||
      sigaction(SIGCHLD, &child, NULL) != 0) {
    return false;
  }
  if (place == PLACE_FIRST && (sigaction(SIGTERM, &stop, NULL) != 0 || sigaction(SIGINT, &stop, NULL) != 0)) {
    return false;
  }
  setsid(); /* fails where we lead a group already, and that is all that the guard needs */
  umask(022);
  close_from(3);
  return fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK) == 0 && fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK) == 0;
}

bool place_stopped(void) { return stopped != 0; }

int place_wait(struct pollfd *polls, nfds_t count, const struct timespec *timeout, bool children) {
  sigset_t mask;
  sigfillset(&mask);
  if (getpid() == 1) {
    sigdelset(&mask, SIGTERM);
    sigdelset(&mask, SIGINT);
  }
  if (children) {
    sigdelset(&mask, SIGCHLD);
  }
  return ppoll(polls, count, timeout, &mask);
}
