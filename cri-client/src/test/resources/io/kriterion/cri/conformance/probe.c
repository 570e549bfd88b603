/* What runs in the containers of the conformance kit: one static binary with a command for each behaviour. A long file, because it is
 * one file that whoever tests another runtime has to compile. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
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

/* A dot every 20 ms until there is input. Whoever has read one of them is attached: containerd passes a client's
 * input on before it connects the client to the output. */
static int pulse(void) {
  struct pollfd input = {.fd = 0, .events = POLLIN};
  int ready;
  while ((ready = poll(&input, 1, 20)) == 0) say(".");
  return ready < 0 ? errno : 0;
}

static volatile sig_atomic_t asked;

static void on_ask(int number) {
  (void)number;
  asked = 1;
}

/* Dots; after SIGTERM a letter instead, and no end. */
static int stubborn(void) {
  do say(asked ? "t" : ".");
  while (usleep(20000) == 0 || errno == EINTR);
  return errno;
}

/* Repeats its input, with dots while there is none. */
static int pulsing_cat(void) {
  ssize_t length;
  do {
    if (pulse() != 0 || (length = read(0, chunk, sizeof chunk)) < 0) return errno;
    put(chunk, (size_t)length);
  } while (length > 0);
  return 0;
}

/* Dots, and after the first byte of input a line's end and the pattern. It stays until a second byte says that all
 * has arrived: containerd 1.6 closes the pipes of a container's main process as soon as it has ended, with what is
 * still in them. */
static int acknowledged(long size) {
  char byte;
  if (pulse() != 0 || read(0, &byte, 1) != 1) return 91;
  say("\n");
  pattern(size);
  return read(0, &byte, 1) == 1 ? 0 : 91;
}

/* A socket that listens on a port of the loopback. */
static int listener_at(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 64) != 0) _exit(92);
  say("listening\n");
  return listener;
}

/* Its child holds the outputs until somebody connects to the port. */
static int child(int port) {
  int listener = listener_at(port);
  if (fork() == 0) _exit(accept(listener, NULL, NULL) < 0 ? 93 : 0);
  return 3;
}

/* One byte is read, the rest is left in the pipe. Ends when somebody connects to the port. */
static int deaf(int port) {
  char byte;
  int listener = listener_at(port);
  if (read(0, &byte, 1) != 1) return 91;
  if (accept(listener, NULL, NULL) < 0) return 93;
  say("done\n");
  return 5;
}

static volatile sig_atomic_t resized = 1;

static void on_resize(int number) {
  (void)number;
  resized = 1;
}

/* Tells the terminal's size at first, when it changes, for every line of input and, if wanted, all the time. */
static int size(const struct timespec *interval) {
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
    int ready = ppoll(&input, 1, interval, &before);
    if (ready > 0) {
      ssize_t length = read(0, line, sizeof line);
      if (length <= 0 || line[0] == 'q') return 0;
    }
    if (ready >= 0) resized = 1;
  }
}

static int serve(int port, const char *what) {
  int listener = listener_at(port);
  signal(SIGCHLD, SIG_IGN);
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

static int both(int code) {
  say("out\n");
  if (write(2, "err\n", 4) != 4) return 90;
  return code;
}

/* Repeats every line until one says quit; its code is their number and 4. */
static int answer(void) {
  char line[256];
  int answered = 0;
  while (fgets(line, sizeof line, stdin) != NULL && strcmp(line, "quit\n") != 0) {
    say("got ");
    say(line);
    answered++;
  }
  return answered + 4;
}

/* The errno of what is refused is the exit code of the commands from here on. */
static int read_file(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  return copy(file, 1) == 0 ? 0 : errno;
}

static int write_file(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return errno;
  return write(file, "written", 7) == 7 ? 0 : errno;
}

static int mount_at(const char *path) {
  return mount("none", path, "tmpfs", 0, "size=1m") == 0 ? 0 : errno;
}

static int namespace(const char *kind) {
  char path[64], name[64];
  snprintf(path, sizeof path, "/proc/self/ns/%s", kind);
  ssize_t length = readlink(path, name, sizeof name);
  if (length < 0) return errno;
  put(name, (size_t)length);
  return 0;
}

static int interfaces(void) {
  struct if_nameindex *all = if_nameindex();
  if (all == NULL) return errno;
  for (struct if_nameindex *one = all; one->if_name != NULL; one++) {
    say(one->if_name);
    say("\n");
  }
  if_freenameindex(all);
  return 0;
}

static int directory(void) {
  char path[4096];
  if (syscall(SYS_getcwd, path, sizeof path) < 0) return errno;
  say(path);
  say("\n");
  return 0;
}

static int host_name(void) {
  char name[256];
  if (gethostname(name, sizeof name) != 0) return errno;
  say(name);
  say("\n");
  return 0;
}

static int environment(const char *name) {
  const char *value = getenv(name);
  if (value == NULL) return ENOENT;
  say(value);
  say("\n");
  return 0;
}

/* Asks for the thread's keyring, which the default seccomp profile of all runtimes forbids. */
static int keyring(void) {
  const int get_keyring_id = 0, thread_keyring = -1;
  return syscall(SYS_keyctl, get_keyring_id, thread_keyring, 1) < 0 ? errno : 0;
}

/* Once its input says so, or has ended. */
static int eat(long mebibytes) {
  char go;
  if (read(0, &go, 1) < 0 && errno != EBADF) return errno;
  for (long i = 0; i < mebibytes; i++) {
    char *memory = malloc(1 << 20);
    if (memory == NULL) return errno;
    memset(memory, (int)i + 1, 1 << 20);
  }
  return 0;
}

static int connect_to(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  int connection = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) return errno;
  return copy(connection, 1) == 0 ? 0 : errno;
}

/* Lines on both outputs, and then nothing more, so that all is logged while the process is there. */
static int log_lines(long lines) {
  char line[32];
  for (long i = 0; i < lines; i++) {
    snprintf(line, sizeof line, "line %ld\n", i);
    say(line);
  }
  if (write(2, "said\n", 5) != 5) return 90;
  for (;;) pause();
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "pause";
  const char *text = argc > 2 ? argv[2] : "";
  long number = atol(text);
  signal(SIGTERM, strcmp(what, "stubborn") == 0 ? on_ask : end);
  if (strcmp(what, "exit") == 0) return (int)number;
  if (strcmp(what, "both") == 0) return both((int)number);
  if (strcmp(what, "signal") == 0) return raise((int)number);
  if (strcmp(what, "answer") == 0) return answer();
  if (strcmp(what, "read") == 0) return read_file(text);
  if (strcmp(what, "write") == 0) return write_file(text);
  if (strcmp(what, "mount") == 0) return mount_at(text);
  if (strcmp(what, "stubborn") == 0) return stubborn();
  if (strcmp(what, "namespace") == 0) return namespace(text);
  if (strcmp(what, "interfaces") == 0) return interfaces();
  if (strcmp(what, "directory") == 0) return directory();
  if (strcmp(what, "hostname") == 0) return host_name();
  if (strcmp(what, "environment") == 0) return environment(text);
  if (strcmp(what, "keyctl") == 0) return keyring();
  if (strcmp(what, "eat") == 0) return eat(number);
  if (strcmp(what, "connect") == 0) return connect_to((int)number);
  if (strcmp(what, "log") == 0) return log_lines(number);
  if (strcmp(what, "cat") == 0) return copy(0, 1);
  if (strcmp(what, "pattern") == 0) return pattern(number);
  if (strcmp(what, "gate") == 0) return gate(number);
  if (strcmp(what, "pulse") == 0) return pulsing_cat();
  if (strcmp(what, "acknowledged") == 0) return acknowledged(number);
  if (strcmp(what, "child") == 0) return child((int)number);
  if (strcmp(what, "deaf") == 0) return deaf((int)number);
  if (strcmp(what, "size") == 0) return size(NULL);
  if (strcmp(what, "sizes") == 0) return size(&(struct timespec){.tv_nsec = 20000000});
  if (strcmp(what, "serve") == 0) return serve((int)number, argc > 3 ? argv[3] : "");
  for (;;) pause();
}
