/* Turns on whoever watches it: its parent, its group, PID 1, everybody. Whatever it may do is named, except that it lives on. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void verdict(const char *what, pid_t victim, long result) {
  if (result >= 0) {
    printf("allowed: %s of %s\n", what, victim == 1 ? "PID 1" : victim == -1 ? "everybody" : "the parent");
  }
}

static void send_signals(pid_t victim) {
  static const int SIGNALS[] = {SIGKILL, SIGSTOP, SIGTERM, SIGINT, SIGSEGV, SIGHUP, SIGQUIT, SIGCHLD, SIGXCPU, SIGALRM};
  for (size_t i = 0; i < sizeof SIGNALS / sizeof SIGNALS[0]; i++) {
    siginfo_t info = {.si_signo = SIGNALS[i], .si_code = SI_QUEUE};
    verdict("kill", victim, kill(victim, SIGNALS[i]));
    verdict("tkill", victim, syscall(SYS_tkill, victim, SIGNALS[i]));
    verdict("tgkill", victim, syscall(SYS_tgkill, victim, victim, SIGNALS[i]));
    verdict("sigqueue", victim, syscall(SYS_rt_sigqueueinfo, victim, SIGNALS[i], &info));
  }
  int self = (int)syscall(SYS_pidfd_open, victim, 0);
  if (self >= 0) {
    verdict("pidfd_send_signal", victim, syscall(SYS_pidfd_send_signal, self, SIGKILL, NULL, 0));
    verdict("pidfd_getfd", victim, syscall(SYS_pidfd_getfd, self, 1, 0));
  }
}

static void limit_and_starve(pid_t victim) {
  struct rlimit none = {0, 0};
  struct sched_param idle = {0};
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  verdict("prlimit", victim, prlimit(victim, RLIMIT_CPU, &none, NULL));
  verdict("prlimit", victim, prlimit(victim, RLIMIT_NOFILE, &none, NULL));
  verdict("setpriority", victim, setpriority(PRIO_PROCESS, (id_t)victim, 19));
  verdict("sched_setscheduler", victim, sched_setscheduler(victim, SCHED_IDLE, &idle));
  verdict("sched_setaffinity", victim, sched_setaffinity(victim, sizeof one, &one));
}

static void look_into(pid_t victim) {
  static const char *const FILES[] = {"environ", "mem", "maps", "auxv", "fd", "fdinfo", "root", "cwd", "exe", "io", "stack", "syscall"};
  for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
    char path[64];
    char byte;
    snprintf(path, sizeof path, "/proc/%d/%s", victim, FILES[i]);
    int file = open(path, O_RDONLY);
    if (file >= 0 && (read(file, &byte, 1) >= 0 || errno == EISDIR)) {
      printf("allowed: read %s\n", path);
    }
  }
  static const char *const FILES_TO_WRITE[] = {"mem", "oom_score_adj", "coredump_filter", "fd/0", "fd/1"};
  for (size_t i = 0; i < sizeof FILES_TO_WRITE / sizeof FILES_TO_WRITE[0]; i++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", victim, FILES_TO_WRITE[i]);
    int file = open(path, O_WRONLY);
    if (file >= 0) {
      printf("allowed: open %s\n", path);
    }
  }
  char word[8];
  struct iovec here = {word, sizeof word};
  struct iovec there = {(void *)0x400000, sizeof word};
  verdict("ptrace", victim, ptrace(PTRACE_ATTACH, victim, NULL, NULL));
  verdict("ptrace", victim, ptrace(PTRACE_SEIZE, victim, NULL, NULL));
  verdict("process_vm_readv", victim, process_vm_readv(victim, &here, 1, &there, 1, 0));
  verdict("process_vm_writev", victim, process_vm_writev(victim, &here, 1, &there, 1, 0));
}

int main(void) {
  pid_t victims[] = {getppid(), 1};
  for (size_t i = 0; i < 2; i++) {
    send_signals(victims[i]);
    limit_and_starve(victims[i]);
    look_into(victims[i]);
  }
  verdict("kill", -1, kill(-1, SIGKILL));
  verdict("kill", -1, kill(-1, SIGSTOP));
  puts("still here");
  return 0;
}
