/*
 * Makes objects of the kernel's until it is refused: objects. Their numbers are limited by user, by namespace or on the whole machine;
 * what one submission has must not be missing for another. Says of each kind on standard error how many there were.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1 << 16 };

static long make_inotify(void) { return inotify_init1(0); }

static long make_epoll(void) { return epoll_create1(0); }

static long make_event(void) { return eventfd(1, 0); }

static long make_timer_descriptor(void) { return timerfd_create(CLOCK_MONOTONIC, 0); }

static long make_terminal(void) { return open("/dev/ptmx", O_RDWR | O_NOCTTY); }

/* As large as it may become, and full. */
static long make_pipe(void) {
  static char block[1 << 16];
  int ends[2];
  if (pipe2(ends, O_NONBLOCK) != 0) {
    return -1;
  }
  fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  while (write(ends[1], block, sizeof block) > 0) {
  }
  return 0;
}

/* A socket that is on its way through itself, where only the kernel's search for rubbish finds it. */
static long make_socket_in_flight(void) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) != 0) {
    return -1;
  }
  char space[CMSG_SPACE(sizeof ends)] = {0};
  char byte = 0;
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof ends);
  memcpy(CMSG_DATA(header), ends, sizeof ends);
  long sent = sendmsg(ends[0], &message, 0);
  int error = errno;
  close(ends[0]);
  close(ends[1]);
  errno = error;
  return sent;
}

static long make_timer(void) {
  timer_t timer;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
  return timer_create(CLOCK_MONOTONIC, &event, &timer);
}

/* Signals that wait, because they are blocked. */
static long make_signal(void) { return sigqueue(getpid(), SIGRTMIN + 1, (union sigval){0}); }

static long make_posix_queue(void) {
  static int number;
  char name[32];
  snprintf(name, sizeof name, "/queue-%d", number++);
  return mq_open(name, O_RDWR | O_CREAT, 0600, NULL);
}

static long make_message_queue(void) {
  static struct {
    long type;
    char text[8192];
  } message = {.type = 1};
  int queue = msgget(IPC_PRIVATE, 0600);
  while (queue >= 0 && msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0) {
  }
  return queue;
}

static long make_semaphores(void) { return semget(IPC_PRIVATE, 250, 0600); }

static long make_segment(void) { return shmget(IPC_PRIVATE, 1, 0600); }

/* In a process of its own, with which its descriptors go. */
static void exhaust(const char *what, long (*make)(void), long most) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    long made = 0;
    while (made < most && make() >= 0) {
      made++;
    }
    fprintf(stderr, "%s: %ld, then %s\n", what, made, made < most ? strerror(errno) : "enough");
    _exit(0);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    printf("%s: not made to the end\n", what);
  }
}

int main(void) {
  exhaust("inotify instances", make_inotify, MOST);
  exhaust("epoll instances", make_epoll, MOST);
  exhaust("event counters", make_event, MOST);
  exhaust("timer descriptors", make_timer_descriptor, MOST);
  exhaust("terminals", make_terminal, MOST);
  exhaust("full pipes", make_pipe, 64);
  exhaust("sockets in flight", make_socket_in_flight, MOST);
  exhaust("timers", make_timer, MOST);
  exhaust("waiting signals", make_signal, MOST);
  exhaust("POSIX message queues", make_posix_queue, MOST);
  exhaust("System V message queues", make_message_queue, 256);
  exhaust("System V semaphores", make_semaphores, 256);
  exhaust("System V segments", make_segment, 8192);
  puts("still here");
  return 0;
}
