#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs.h"

static unsigned tried;

static void expect_refused(const char *what, long target, long result) {
  tried++;
  if (result >= 0) {
    printf("worked: %s on %ld\n", what, target);
  }
}

#if defined(__x86_64__)
/* The 32-bit entrance to the same kernel; a kernel without it kills the caller, which is a refusal too, so a child asks. */
static long i386_call(long number, long a, long b, long c) {
  pid_t child = fork();
  if (child == 0) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory", "r8", "r9", "r10", "r11");
    _exit((int32_t)result >= 0 ? 0 : 1);
  }
  int status = 1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}
#endif

static void signal_every_way(int target) {
  siginfo_t info = {.si_code = SI_QUEUE, .si_signo = SIGKILL};
  expect_refused("kill", target, kill(target, SIGKILL));
  expect_refused("kill STOP", target, kill(target, SIGSTOP));
  expect_refused("kill TERM", target, kill(target, SIGTERM));
  expect_refused("kill with high bits", target, syscall(SYS_kill, (uint64_t)(uint32_t)target | 1ull << 40, SIGKILL));
  expect_refused("rt_sigqueueinfo", target, syscall(SYS_rt_sigqueueinfo, target, SIGKILL, &info));
  expect_refused("tkill", target, syscall(SYS_tkill, target, SIGKILL));
  expect_refused("tgkill", target, syscall(SYS_tgkill, target, target, SIGKILL));
  expect_refused("rt_tgsigqueueinfo", target, syscall(SYS_rt_tgsigqueueinfo, target, target, SIGKILL, &info));
#if defined(__x86_64__)
  expect_refused("kill, x32", target, syscall(0x40000000 | SYS_kill, target, SIGKILL));
  expect_refused("kill, i386", target, i386_call(37, target, SIGKILL, 0));
  expect_refused("tgkill, i386", target, i386_call(270, target, target, SIGKILL));
#endif
}

/* A descriptor that raises a signal for its owner does what kill() does. */
static void own_descriptor(int target) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
    return;
  }
  struct f_owner_ex owner = {F_OWNER_PID, target};
  expect_refused("F_SETOWN", target, fcntl(pair[0], F_SETOWN, target));
  expect_refused("F_SETOWN_EX", target, fcntl(pair[0], F_SETOWN_EX, &owner));
  expect_refused("FIOSETOWN", target, ioctl(pair[0], 0x8901, &target));
  close(pair[0]);
  close(pair[1]);
}

static void limit_and_reschedule(int target) {
  struct rlimit none = {0, 0};
  struct sched_param parameter = {0};
  cpu_set_t processors;
  CPU_ZERO(&processors);
  CPU_SET(0, &processors);
  expect_refused("prlimit", target, syscall(SYS_prlimit64, target, RLIMIT_CPU, &none, NULL));
  expect_refused("sched_setscheduler", target, sched_setscheduler(target, SCHED_IDLE, &parameter));
  expect_refused("sched_setaffinity", target, sched_setaffinity(target, sizeof processors, &processors));
  expect_refused("setpriority", target, setpriority(PRIO_PROCESS, (id_t)target, 19));
}

static void look_inside(int target) {
  static const char *const files[] = {"mem", "maps", "environ", "fd", "cwd/.", "root/etc", "exe",   "fd/0",
                                      "fd/1", "fd/3", "oom_score_adj"};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", target, files[i]);
    bool write = strstr(path, "fd/1") != NULL || strstr(path, "oom") != NULL;
    expect_refused(path, target, open(path, (write ? O_WRONLY : O_RDONLY) | O_NONBLOCK));
  }
  char byte;
  struct iovec here = {&byte, 1};
  struct iovec there = {(void *)(uintptr_t)0x400000, 1};
  expect_refused("ptrace", target, ptrace(PTRACE_ATTACH, target, NULL, NULL));
  expect_refused("ptrace seize", target, ptrace(PTRACE_SEIZE, target, NULL, NULL));
  expect_refused("process_vm_readv", target, process_vm_readv(target, &here, 1, &there, 1, 0));
}

void attack(void) {
  int session = getppid();
  const int targets[] = {session, -session, 1, -1};
  for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
    signal_every_way(targets[i]);
    own_descriptor(targets[i]);
  }
  for (size_t i = 0; i < 3; i += 2) {
    limit_and_reschedule(targets[i]);
    look_inside(targets[i]);
    int file = (int)syscall(434 /* pidfd_open */, targets[i], 0);
    expect_refused("pidfd_send_signal", targets[i], syscall(424, file, SIGKILL, NULL, 0));
  }
  expect_refused("setpriority of the user", getuid(), setpriority(PRIO_USER, 0, 19));
  /* What a program may do to itself still works. */
  struct rlimit same;
  int own[2];
  bool fine = syscall(SYS_prlimit64, 0, RLIMIT_CPU, NULL, &same) == 0 && kill(getpid(), 0) == 0 && kill(0, 0) == 0 &&
              socketpair(AF_UNIX, SOCK_STREAM, 0, own) == 0 && fcntl(own[0], F_SETOWN, getpid()) == 0 && raise(0) == 0;
  printf("%s, %u attempts\n", fine ? "alive" : "crippled", tried);
}
