/* The guard's filter, run by a small interpreter of ours: also for the machine's other entrances, which a test kernel may not have. */
#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "check.h"

enum { SESSION = 7 };

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#define STRANGE AUDIT_ARCH_AARCH64
#else
#define NATIVE AUDIT_ARCH_AARCH64
#define STRANGE AUDIT_ARCH_X86_64
#endif

static struct sock_filter code[GUARD_CAPACITY];
static unsigned short length;

static uint32_t run(const struct seccomp_data *data) {
  uint32_t accumulator = 0;
  for (unsigned at = 0; at < length; at++) {
    const struct sock_filter *instruction = &code[at];
    uint32_t k = instruction->k;
    switch (instruction->code) {
      case BPF_LD | BPF_W | BPF_ABS:
        CHECK(k % 4 == 0 && k + 4 <= sizeof *data);
        memcpy(&accumulator, (const char *)data + k, 4);
        break;
      case BPF_JMP | BPF_JA:
        at += k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        at += accumulator == k ? instruction->jt : instruction->jf;
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        at += accumulator >= k ? instruction->jt : instruction->jf;
        break;
      case BPF_RET | BPF_K:
        return k;
      default:
        CHECK(!"an instruction that the filter is known to use");
    }
  }
  CHECK(!"a filter ends with an answer");
  return 0;
}

static uint32_t call(uint32_t machine, int number, uint64_t a, uint64_t b, uint64_t c) {
  return run(&(struct seccomp_data){.nr = number, .arch = machine, .args = {a, b, c}});
}

/* 0 when the call may go to the kernel, else the errno that it gets. */
static int refusal(uint32_t machine, int number, int64_t a, int64_t b, int64_t c) {
  uint32_t answer = call(machine, number, (uint64_t)a, (uint64_t)b, (uint64_t)c);
  if (answer == SECCOMP_RET_ALLOW) {
    return 0;
  }
  CHECK((answer & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO);
  return (int)(answer & SECCOMP_RET_DATA);
}

static void protects(uint32_t machine, int number, int argument) {
  static const int64_t protected[] = {1, SESSION, -SESSION, -1, 0xffffffff, 0x500000000 + SESSION};
  for (size_t i = 0; i < sizeof protected / sizeof protected[0]; i++) {
    int64_t arguments[3] = {100, 100, 100};
    arguments[argument] = protected[i];
    CHECK(refusal(machine, number, arguments[0], arguments[1], arguments[2]) == EPERM);
  }
  CHECK(refusal(machine, number, 100, 100, 100) == 0);
  CHECK(refusal(machine, number, 0, 0, 0) == 0);
}

static void protects_against_native_calls(void) {
  static const int by_first[] = {SYS_kill,          SYS_tkill,          SYS_rt_sigqueueinfo,  SYS_prlimit64,
                                 SYS_sched_setparam, SYS_sched_setscheduler, SYS_sched_setaffinity, SYS_sched_setattr};
  for (size_t i = 0; i < sizeof by_first / sizeof by_first[0]; i++) {
    protects(NATIVE, by_first[i], 0);
  }
  protects(NATIVE, SYS_tgkill, 1);
  protects(NATIVE, SYS_rt_tgsigqueueinfo, 1);
  CHECK(refusal(NATIVE, SYS_setpriority, PRIO_USER, 0, 19) == EPERM);
  CHECK(refusal(NATIVE, SYS_setpriority, PRIO_PROCESS, SESSION, 19) == EPERM);
  CHECK(refusal(NATIVE, SYS_setpriority, PRIO_PROCESS, 0, 19) == 0);
  CHECK(refusal(NATIVE, SYS_fcntl, 3, F_SETOWN, SESSION) == EPERM);
  CHECK(refusal(NATIVE, SYS_fcntl, 3, F_SETOWN, -SESSION) == EPERM);
  CHECK(refusal(NATIVE, SYS_fcntl, 3, F_SETOWN, 100) == 0);
  CHECK(refusal(NATIVE, SYS_fcntl, 3, F_SETOWN_EX, 0) == EPERM);
  CHECK(refusal(NATIVE, SYS_fcntl, 3, F_GETFL, SESSION) == 0);
  CHECK(refusal(NATIVE, SYS_ioctl, 3, 0x8901, 0) == EPERM);
  CHECK(refusal(NATIVE, SYS_ioctl, 3, 0x8902, 0) == EPERM);
  CHECK(refusal(NATIVE, SYS_ioctl, 3, 0x5401, 0) == 0);
  CHECK(refusal(NATIVE, 424, 3, SIGKILL, 0) == ENOSYS);
}

/* What is said to be done is not: the kernel would start the host's core handler. */
static void keeps_the_core_limit(void) {
  static const struct {
    uint32_t machine;
    int setrlimit;
    int prlimit;
  } calls[] = {{NATIVE, SYS_setrlimit, SYS_prlimit64},
#if defined(__x86_64__)
               {AUDIT_ARCH_I386, 75, 340}
#endif
  };
  const uint32_t done = SECCOMP_RET_ERRNO;
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
    uint32_t machine = calls[i].machine;
    CHECK(call(machine, calls[i].setrlimit, RLIMIT_CORE, 0x1000, 0) == done);
    CHECK(call(machine, calls[i].setrlimit, RLIMIT_NOFILE, 0x1000, 0) == SECCOMP_RET_ALLOW);
    CHECK(call(machine, calls[i].prlimit, 0, RLIMIT_CORE, 0x1000) == done);
    CHECK(call(machine, calls[i].prlimit, 0, RLIMIT_CORE, 0x700000000000) == done);
    CHECK(call(machine, calls[i].prlimit, 100, RLIMIT_CORE, 0x1000) == done);
    CHECK(call(machine, calls[i].prlimit, 0, RLIMIT_CORE, 0) == SECCOMP_RET_ALLOW);
    CHECK(call(machine, calls[i].prlimit, 0, RLIMIT_NOFILE, 0x1000) == SECCOMP_RET_ALLOW);
    CHECK(refusal(machine, calls[i].prlimit, 1, RLIMIT_CORE, 0) == EPERM);
    CHECK(refusal(machine, calls[i].prlimit, SESSION, RLIMIT_NOFILE, 0x1000) == EPERM);
  }
}

static void closes_what_leads_around_the_sandbox(void) {
  enum { UNIX = 1, VSOCK = 40, NETLINK = 16, IO_URING_SETUP = 425, IO_URING_ENTER = 426 };
  CHECK(refusal(NATIVE, SYS_socket, VSOCK, 1, 0) == EAFNOSUPPORT);
  CHECK(refusal(NATIVE, SYS_socket, UNIX, 1, 0) == 0);
  CHECK(refusal(NATIVE, SYS_socket, NETLINK, 1, 0) == 0);
  CHECK(refusal(NATIVE, IO_URING_SETUP, 1, 0, 0) == ENOSYS);
  CHECK(refusal(NATIVE, IO_URING_ENTER, 1, 0, 0) == 0); /* nobody has a ring */
#if defined(__x86_64__)
  CHECK(refusal(AUDIT_ARCH_I386, 359, VSOCK, 1, 0) == EAFNOSUPPORT);
  CHECK(refusal(AUDIT_ARCH_I386, 359, UNIX, 1, 0) == 0);
  CHECK(refusal(AUDIT_ARCH_I386, 102, 1, 0, 0) == ENOSYS);
  CHECK(refusal(AUDIT_ARCH_I386, IO_URING_SETUP, 1, 0, 0) == ENOSYS);
#endif
}

static void lets_everything_else_through(void) {
  for (int number = 0; number < 424; number++) {
    bool ruled = number == SYS_kill || number == SYS_tkill || number == SYS_rt_sigqueueinfo || number == SYS_prlimit64 ||
                 number == SYS_sched_setparam || number == SYS_sched_setscheduler || number == SYS_sched_setaffinity ||
                 number == SYS_sched_setattr || number == SYS_tgkill || number == SYS_rt_tgsigqueueinfo || number == SYS_setpriority;
    CHECK((refusal(NATIVE, number, SESSION, SESSION, SESSION) == 0) == !ruled);
  }
}

static void closes_the_other_entrances(void) {
  CHECK(refusal(STRANGE, SYS_getpid, 0, 0, 0) == ENOSYS);
#if defined(__x86_64__)
  CHECK(refusal(NATIVE, 0x40000000 | SYS_kill, SESSION, SIGKILL, 0) == ENOSYS);
  CHECK(refusal(NATIVE, 0x40000000 | SYS_getpid, 0, 0, 0) == ENOSYS);
  static const int by_first[] = {37, 238, 178, 340, 154, 156, 241, 351};
  for (size_t i = 0; i < sizeof by_first / sizeof by_first[0]; i++) {
    protects(AUDIT_ARCH_I386, by_first[i], 0);
  }
  protects(AUDIT_ARCH_I386, 270, 1);
  protects(AUDIT_ARCH_I386, 335, 1);
  CHECK(refusal(AUDIT_ARCH_I386, 97, PRIO_USER, 0, 19) == EPERM);
  CHECK(refusal(AUDIT_ARCH_I386, 55, 3, F_SETOWN, SESSION) == EPERM);
  CHECK(refusal(AUDIT_ARCH_I386, 221, 3, F_SETOWN_EX, 0) == EPERM);
  CHECK(refusal(AUDIT_ARCH_I386, 54, 3, 0x8901, 0) == EPERM);
  CHECK(refusal(AUDIT_ARCH_I386, 424, 3, SIGKILL, 0) == ENOSYS);
  CHECK(refusal(AUDIT_ARCH_I386, 62, SESSION, 0, 0) == 0); /* ustat there, kill here */
#endif
}

void guard_tests(void) {
  length = guard_build(SESSION, code);
  CHECK(length > 0 && length <= GUARD_CAPACITY);
  protects_against_native_calls();
  lets_everything_else_through();
  keeps_the_core_limit();
  closes_what_leads_around_the_sandbox();
  closes_the_other_entrances();
}
