#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "frame.h"
#include "guard.h"

/* Sets both limits, or the sandbox's own hard limit where that is lower. */
static int limit(int resource, uint64_t value) {
  struct rlimit wanted;
  if (getrlimit((__rlimit_resource_t)resource, &wanted) != 0) {
    return errno;
  }
  rlim_t most = wanted.rlim_max;
  wanted.rlim_max = (rlim_t)value < most ? (rlim_t)value : most;
  wanted.rlim_cur = wanted.rlim_max;
  return setrlimit((__rlimit_resource_t)resource, &wanted) == 0 ? 0 : errno;
}

/* At most one byte of a core dump, not none: with 0 the kernel writes no file but still starts the host's core handler, where it has
   one (core_pattern with a pipe), as root and outside the sandbox, on what the program made of itself. With 1 it starts none. */
enum { NO_CORE = 1 };

static int set_limits(const struct step_request *request, uint64_t processes) {
  uint64_t cpu = request->cpu_limit_ns == UINT64_MAX ? UINT64_MAX : request->cpu_limit_ns / 1000000000u + (request->cpu_limit_ns % 1000000000u > 0) + 1;
  const struct {
    int resource;
    uint64_t value;
  } limits[] = {{RLIMIT_CPU, cpu},
                {RLIMIT_FSIZE, request->file_size_limit},
                {RLIMIT_STACK, request->stack_limit},
                {RLIMIT_NOFILE, request->open_files},
                {RLIMIT_NPROC, processes}};
  int error = 0;
  for (size_t i = 0; error == 0 && i < sizeof limits / sizeof limits[0]; i++) {
    error = limit(limits[i].resource, limits[i].value);
  }
  return error;
}

/* The first to go when memory runs out. As a process that is not dumpable we may not write our own file, so the child is dumpable
   from here on: no program lives now that could look into it. Where a sandbox has no such file, the kernel's choice must do. */
static void prefer_for_oom(void) {
  prctl(PR_SET_DUMPABLE, 1);
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file >= 0) {
    ssize_t ignored = write(file, "1000", 4);
    (void)ignored;
    close(file);
  }
}

/* Not through the C library, which would skip the two signals that it keeps for itself: whoever started us may ignore those as well. */
static void default_signals(void) {
  static const unsigned char standard[64]; /* the kernel's own sigaction, all zero: SIG_DFL */
  for (int signal = 1; signal <= SIGRTMAX; signal++) {
    syscall(SYS_rt_sigaction, signal, standard, NULL, sizeof(uint64_t));
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/* execve of the first argv[0] in PATH that can be; like execvp, but no shell for a file without a #! line. Returns the errno. */
static int search_and_exec(char *const argv[], char *const env[]) {
  if (strchr(argv[0], '/') != NULL) {
    execve(argv[0], argv, env);
    return errno;
  }
  const char *path = "/usr/local/bin:/usr/bin:/bin";
  for (char *const *entry = env; *entry != NULL; entry++) {
    if (strncmp(*entry, "PATH=", 5) == 0) {
      path = *entry + 5;
      break;
    }
  }
  int error = ENOENT;
  for (const char *at = path; argv[0][0] != 0; at++) {
    int length = (int)strcspn(at, ":");
    char candidate[PATH_MAX];
    int size = snprintf(candidate, sizeof candidate, "%.*s%s%s", length, at, length > 0 ? "/" : "", argv[0]);
    if (size > 0 && size < (int)sizeof candidate) {
      execve(candidate, argv, env);
      if (errno == EACCES) {
        error = EACCES;
      } else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP && errno != ENAMETOOLONG) {
        return errno;
      }
    }
    at += length;
    if (*at == 0) {
      break;
    }
  }
  return error;
}

/* What every program gets, whatever the step. Returns the errno of what failed. */
static int prepare(const struct origin *origin) {
  if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    return errno;
  }
  if (getppid() != origin->parent) {
    return ECHILD;
  }
  if (dup2(origin->output, STDOUT_FILENO) < 0 || dup2(origin->errors, STDERR_FILENO) < 0 || fchdir(origin->root) != 0) {
    return errno;
  }
  umask(022);
  prefer_for_oom();
  default_signals();
  int error = limit(RLIMIT_CORE, NO_CORE); /* the guard lets nobody change it */
  return error != 0 ? error : guard_install(origin->parent);
}

/* Takes the order and, with it, the standard input. */
static int take_order(int channel, struct order *order) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec place = {order, sizeof *order};
  struct msghdr message = {.msg_iov = &place, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  if (recvmsg(channel, &message, MSG_WAITALL | MSG_CMSG_CLOEXEC) != sizeof *order) {
    _exit(0); /* nobody needs us any more */
  }
  const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  int input;
  if (header == NULL || header->cmsg_type != SCM_RIGHTS) {
    return EBADF;
  }
  memcpy(&input, CMSG_DATA(header), sizeof input);
  return dup2(input, STDIN_FILENO) < 0 ? errno : 0;
}

static int take_request(int channel, uint32_t length, struct step_request *request) {
  uint8_t *payload = malloc(length);
  if (payload == NULL) {
    return ENOMEM;
  }
  if (recv(channel, payload, length, MSG_WAITALL) != (ssize_t)length) {
    _exit(0);
  }
  const struct frame frame = {FRAME_STEP, length, payload};
  return step_decode(&frame, request);
}

/* Returns the errno of what failed. */
static int become(const struct origin *origin) {
  struct order order;
  struct step_request request;
  int error = take_order(origin->channel, &order);
  if (error == 0) {
    error = take_request(origin->channel, order.length, &request);
  }
  if (error == 0 && request.directory[0] != 0 && chdir(request.directory) != 0) {
    error = errno;
  }
  if (error == 0) {
    error = set_limits(&request, order.processes);
  }
  return error != 0 ? error : search_and_exec(request.argv, request.env);
}

_Noreturn void child_run(const struct origin *origin) {
  int error = prepare(origin);
  if (error == 0) {
    error = become(origin);
  }
  ssize_t ignored = write(origin->failure, &error, sizeof error);
  (void)ignored;
  _exit(127);
}
