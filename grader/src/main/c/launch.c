#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guard.h"

enum { READ = 0, WRITE = 1 };

/* What the child needs to know: the session itself is not in its memory. */
struct origin {
  pid_t parent;
  int root;
  uint64_t processes;
};

struct pipes {
  int output[2];
  int errors[2];
  int failure[2];
};

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

/* The kernel counts all processes of the user, so also this one's first, and PID 1 where that is another. */
static uint64_t process_limit(const struct step_request *request, enum place place) {
  uint64_t ours = place == PLACE_FIRST ? 1 : 2;
  return request->processes == UINT32_MAX ? UINT64_MAX : request->processes + ours;
}

static int set_limits(const struct step_request *request, uint64_t processes) {
  uint64_t cpu = request->cpu_limit_ns == UINT64_MAX ? UINT64_MAX : request->cpu_limit_ns / 1000000000u + (request->cpu_limit_ns % 1000000000u > 0) + 1;
  const struct {
    int resource;
    uint64_t value;
  } limits[] = {{RLIMIT_CPU, cpu},
                {RLIMIT_FSIZE, request->file_size_limit},
                {RLIMIT_STACK, request->stack_limit},
                {RLIMIT_NOFILE, request->open_files},
                {RLIMIT_NPROC, processes},
                {RLIMIT_CORE, 0}};
  int error = 0;
  for (size_t i = 0; error == 0 && i < sizeof limits / sizeof limits[0]; i++) {
    error = limit(limits[i].resource, limits[i].value);
  }
  return error;
}

/* The first to go when memory runs out. As a process that is not dumpable we may not write our own file, so the child is dumpable
   from here on: nobody else lives yet who could look into it. Where a sandbox has no such file, the kernel's choice must do. */
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

/* Everything between fork and exec. Returns the errno of what failed. */
static int become(const struct step_request *request, const struct origin *origin, int input, const struct pipes *pipes) {
  if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    return errno;
  }
  if (getppid() != origin->parent) {
    return ECHILD;
  }
  if (dup2(input, STDIN_FILENO) < 0 || dup2(pipes->output[WRITE], STDOUT_FILENO) < 0 ||
      dup2(pipes->errors[WRITE], STDERR_FILENO) < 0) {
    return errno;
  }
  if (fchdir(origin->root) != 0 || (request->directory[0] != 0 && chdir(request->directory) != 0)) {
    return errno;
  }
  umask(022);
  prefer_for_oom();
  int error = set_limits(request, origin->processes);
  if (error == 0) {
    error = guard_install(origin->parent);
  }
  if (error != 0) {
    return error;
  }
  default_signals();
  return search_and_exec(request->argv, (char *const *)request->env);
}

static void close_pair(const int pair[2]) {
  for (int i = 0; i < 2; i++) {
    if (pair[i] >= 0) {
      close(pair[i]);
    }
  }
}

static int open_pipes(struct pipes *pipes) {
  int *pairs[] = {pipes->output, pipes->errors, pipes->failure};
  for (size_t i = 0; i < 3; i++) {
    if (pipe2(pairs[i], O_CLOEXEC) != 0 || fcntl(pairs[i][READ], F_SETFL, O_NONBLOCK) != 0) {
      return errno;
    }
  }
  return 0;
}

int launch(const struct step_request *request, const struct session *session, int input, struct launched *launched) {
  struct pipes pipes = {{-1, -1}, {-1, -1}, {-1, -1}};
  int error = open_pipes(&pipes);
  const struct origin origin = {getpid(), session->root, process_limit(request, session->place)};
  pid_t child = error == 0 ? fork() : -1;
  if (child == 0) {
    error = become(request, &origin, input, &pipes);
    ssize_t ignored = write(pipes.failure[WRITE], &error, sizeof error);
    (void)ignored;
    _exit(127);
  }
  if (child < 0) {
    error = error != 0 ? error : errno;
    close_pair(pipes.output);
    close_pair(pipes.errors);
    close_pair(pipes.failure);
    return error;
  }
  close(pipes.output[WRITE]);
  close(pipes.errors[WRITE]);
  close(pipes.failure[WRITE]);
  *launched = (struct launched){child, pipes.output[READ], pipes.errors[READ], pipes.failure[READ]};
  return 0;
}
