/* What runs in the containers of the stream tests: one static binary with a command for each behaviour. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <sys/wait.h>
#include <unistd.h>

static char chunk[65536];

static void end(int number) {
  (void)number;
  _exit(0);
}

static void put(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(1, bytes, length);
    if (written <= 0) _exit(90);
    bytes += written;
    length -= (size_t)written;
  }
}

static void say(const char *text) { put(text, strlen(text)); }

static int copy(int from, int to) {
  ssize_t length;
  while ((length = read(from, chunk, sizeof chunk)) > 0)
    for (ssize_t at = 0; at < length;) {
      ssize_t written = write(to, chunk + at, (size_t)(length - at));
      if (written <= 0) return 1;
      at += written;
    }
  return length < 0;
}

/* Bytes that count up, so that a lost or doubled piece shows. */
static int pattern(long size) {
  for (size_t i = 0; i < sizeof chunk; i++) chunk[i] = (char)(i * 7 + i / 256);
  for (; size > 0; size -= (long)sizeof chunk) put(chunk, size < (long)sizeof chunk ? (size_t)size : sizeof chunk);
  return 0;
}

/* Waits for the first byte, so that what follows is sent while the client is there. */
static int gate(long size) {
  char byte;
  if (read(0, &byte, 1) != 1) return 91;
  pattern(size);
  return 0;
}

/* The same, and stays until a second byte says that all has arrived: containerd 1.6 closes the pipes of
 * a container's main process as soon as it has ended, with what is still in them. */
static int acknowledged(long size) {
  char byte;
  int gated = gate(size);
  return gated != 0 ? gated : read(0, &byte, 1) == 1 ? 0 : 91;
}

static int child(unsigned seconds) {
  if (fork() == 0) {
    sleep(seconds);
    _exit(0);
  }
  say("parent\n");
  return 3;
}

/* One byte is read, the rest is left in the pipe. */
static int deaf(void) {
  char byte;
  if (read(0, &byte, 1) != 1) return 91;
  usleep(500000);
  say("done\n");
  return 5;
}

static volatile sig_atomic_t resized = 1;

static void on_resize(int number) {
  (void)number;
  resized = 1;
}

/* Tells the terminal's size at first, when it changes, and for every line of input. */
static int size(void) {
  struct sigaction action = {.sa_handler = on_resize};
  struct pollfd input = {.fd = 0, .events = POLLIN};
  struct winsize now;
  sigset_t resize, before;
  char line[64];
  sigemptyset(&resize);
  sigaddset(&resize, SIGWINCH);
  sigprocmask(SIG_BLOCK, &resize, &before);
  sigaction(SIGWINCH, &action, NULL);
  for (;;) {
    if (resized) {
      resized = 0;
      if (ioctl(0, TIOCGWINSZ, &now) == 0) {
        snprintf(line, sizeof line, "%d x %d\n", now.ws_col, now.ws_row);
        say(line);
      }
    }
    if (ppoll(&input, 1, NULL, &before) > 0) {
      ssize_t length = read(0, line, sizeof line);
      if (length <= 0 || line[0] == 'q') return 0;
      resized = 1;
    }
  }
}

static int serve(int port, const char *what) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 64) != 0) return 92;
  signal(SIGCHLD, SIG_IGN);
  say("listening\n");
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) return 93;
    if (fork() == 0) {
      if (strcmp(what, "echo") == 0) copy(connection, connection);
      else if (write(connection, "hello", 5) != 5) return 94;
      return 0;
    }
    close(connection);
  }
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "pause";
  long number = argc > 2 ? atol(argv[2]) : 0;
  signal(SIGTERM, end);
  if (strcmp(what, "exit") == 0) return (int)number;
  if (strcmp(what, "cat") == 0) return copy(0, 1);
  if (strcmp(what, "pattern") == 0) return pattern(number);
  if (strcmp(what, "gate") == 0) return gate(number);
  if (strcmp(what, "acknowledged") == 0) return acknowledged(number);
  if (strcmp(what, "child") == 0) return child((unsigned)number);
  if (strcmp(what, "deaf") == 0) return deaf();
  if (strcmp(what, "size") == 0) return size();
  if (strcmp(what, "serve") == 0) return serve((int)number, argc > 3 ? argv[3] : "");
  for (;;) pause();
}
