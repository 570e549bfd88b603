#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/*
 * The session runs as the program's user, since nobody in the sandbox has a privilege to be anybody else. A user's processes may
 * kill, stop, limit and reschedule one another, so the program could end the session that reports on it. Being not dumpable keeps
 * ptrace, /proc/PID/mem and the like away, but not these calls. PID 1 is safe from signals inside its namespace, not from prlimit.
 *
 * A filter sees numbers only, never what a pointer points to: calls that name their target behind a pointer or a descriptor are
 * refused whole where they are rare (F_SETOWN_EX, FIOSETOWN, pidfd_send_signal, for which everybody has a fallback).
 */

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#define X32_BIT 0x40000000u
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "kriterion-init knows the system calls of x86-64 and arm64 only"
#endif

enum target { TARGET_ARG0, TARGET_ARG1, TARGET_LIMIT, TARGET_LIMITS, TARGET_PRIORITY, TARGET_OWNER, TARGET_OWNER_POINTER, TARGET_FAMILY, TARGET_HIDDEN };

enum {
  AF_VSOCK_FAMILY = 40, /* leads to a virtual machine's host, whatever network the sandbox has */
  NO_CALL = 0x3fffffff, /* no machine has so many */
};

struct rule {
  uint32_t native;
  uint32_t i386;
  enum target target;
};

static const struct rule RULES[] = {
    {__NR_kill, 37, TARGET_ARG0},
    {__NR_tkill, 238, TARGET_ARG0},
    {__NR_tgkill, 270, TARGET_ARG1},
    {__NR_rt_sigqueueinfo, 178, TARGET_ARG0},
    {__NR_rt_tgsigqueueinfo, 335, TARGET_ARG1},
    {__NR_prlimit64, 340, TARGET_LIMITS},
    {__NR_setrlimit, 75, TARGET_LIMIT},
    {__NR_sched_setparam, 154, TARGET_ARG0},
    {__NR_sched_setscheduler, 156, TARGET_ARG0},
    {__NR_sched_setaffinity, 241, TARGET_ARG0},
    {__NR_sched_setattr, 351, TARGET_ARG0},
    {__NR_setpriority, 97, TARGET_PRIORITY},
    {__NR_fcntl, 221, TARGET_OWNER},
    {__NR_fcntl, 55, TARGET_OWNER}, /* i386 has two of them */
    {__NR_ioctl, 54, TARGET_OWNER_POINTER},
    {424 /* pidfd_send_signal, everywhere */, 424, TARGET_HIDDEN},
    {425 /* io_uring_setup, everywhere: it does what a filter does not see */, 425, TARGET_HIDDEN},
    {__NR_socket, 359, TARGET_FAMILY},
    {NO_CALL, 102 /* socketcall: the family is behind a pointer, and everybody has a fallback */, TARGET_HIDDEN},
};

struct filter {
  struct sock_filter *code;
  unsigned short length;
  uint32_t session;
};

static void emit(struct filter *filter, uint16_t code, uint32_t k, uint8_t on_true, uint8_t on_false) {
  filter->code[filter->length++] = (struct sock_filter){code, on_true, on_false, k};
}

static void load(struct filter *filter, size_t offset) { emit(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }

/* Pids are the low 32 bits of a register, which come first on both machines. */
static void load_argument(struct filter *filter, size_t index) {
  load(filter, offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
}

static void answer(struct filter *filter, uint32_t action) { emit(filter, BPF_RET | BPF_K, action, 0, 0); }

static void refuse(struct filter *filter, uint16_t error) { answer(filter, SECCOMP_RET_ERRNO | error); }

static void refuse_if_equal(struct filter *filter, uint32_t value) {
  emit(filter, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
  refuse(filter, EPERM);
}

/* Argument `index` names a process or, negated, a group; -1 is everybody. */
static void refuse_protected(struct filter *filter, size_t index) {
  load_argument(filter, index);
  refuse_if_equal(filter, 1);
  refuse_if_equal(filter, UINT32_MAX);
  refuse_if_equal(filter, filter->session);
  refuse_if_equal(filter, -filter->session);
}

/* A core limit other than the one that we set would have the kernel start the host's core handler (child.c says how). Who sets one is
   told that it is done: scripts that do so mean well. */
static void keep_core_limit(struct filter *filter) { refuse(filter, 0); }

static void add_rule(struct filter *filter, uint32_t number, enum target target) {
  unsigned short jump = filter->length;
  emit(filter, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 0);
  switch (target) {
    case TARGET_ARG0:
      refuse_protected(filter, 0);
      break;
    case TARGET_ARG1:
      refuse_protected(filter, 1);
      break;
    case TARGET_LIMIT:
      load_argument(filter, 0);
      emit(filter, BPF_JMP | BPF_JEQ | BPF_K, RLIMIT_CORE, 0, 1);
      keep_core_limit(filter);
      break;
    case TARGET_LIMITS:
      load_argument(filter, 1);
      emit(filter, BPF_JMP | BPF_JEQ | BPF_K, RLIMIT_CORE, 0, 5);
      load_argument(filter, 2); /* where the new limit is: nowhere, if it is only asked for */
      emit(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2);
      load(filter, offsetof(struct seccomp_data, args) + 2 * sizeof(uint64_t) + sizeof(uint32_t));
      emit(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
      keep_core_limit(filter);
      refuse_protected(filter, 0);
      break;
    case TARGET_PRIORITY:
      load_argument(filter, 0);
      refuse_if_equal(filter, PRIO_USER);
      refuse_protected(filter, 1);
      break;
    case TARGET_OWNER:
      load_argument(filter, 1);
      refuse_if_equal(filter, F_SETOWN_EX);
      emit(filter, BPF_JMP | BPF_JEQ | BPF_K, F_SETOWN, 1, 0);
      answer(filter, SECCOMP_RET_ALLOW);
      refuse_protected(filter, 2);
      break;
    case TARGET_OWNER_POINTER:
      load_argument(filter, 1);
      refuse_if_equal(filter, 0x8901 /* FIOSETOWN */);
      refuse_if_equal(filter, 0x8902 /* SIOCSPGRP */);
      break;
    case TARGET_FAMILY:
      load_argument(filter, 0);
      emit(filter, BPF_JMP | BPF_JEQ | BPF_K, AF_VSOCK_FAMILY, 0, 1);
      refuse(filter, EAFNOSUPPORT);
      break;
    case TARGET_HIDDEN:
      refuse(filter, ENOSYS);
      break;
  }
  answer(filter, SECCOMP_RET_ALLOW);
  filter->code[jump].jf = (uint8_t)(filter->length - jump - 1);
}

/* The rules for one machine's numbers, behind a jump that skips them on any other. The accumulator holds the machine. */
static void add_machine(struct filter *filter, uint32_t machine, bool i386) {
  emit(filter, BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0);
  unsigned short skip = filter->length;
  emit(filter, BPF_JMP | BPF_JA, 0, 0, 0);
  load(filter, offsetof(struct seccomp_data, nr));
#if defined(X32_BIT)
  if (!i386) {
    emit(filter, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
    refuse(filter, ENOSYS);
  }
#endif
  for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
    add_rule(filter, i386 ? RULES[i].i386 : RULES[i].native, RULES[i].target);
  }
  answer(filter, SECCOMP_RET_ALLOW);
  filter->code[skip].k = (uint32_t)(filter->length - skip - 1);
}

unsigned short guard_build(pid_t session, struct sock_filter code[GUARD_CAPACITY]) {
  struct filter filter = {.code = code, .session = (uint32_t)session};
  load(&filter, offsetof(struct seccomp_data, arch));
  add_machine(&filter, NATIVE_ARCH, false);
#if defined(__x86_64__)
  add_machine(&filter, AUDIT_ARCH_I386, true);
#endif
  refuse(&filter, ENOSYS); /* another machine's calls, under numbers that no rule here knows */
  return filter.length;
}

int guard_install(pid_t session) {
  struct sock_filter code[GUARD_CAPACITY];
  struct sock_fprog program = {guard_build(session, code), code};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ? 0 : errno;
}
