/*
 * Asks the kernel for what only the privileged get, or what has led out of sandboxes before: privileges GROUP. Names what was
 * granted and how many attempts there were; why each was refused goes to standard error.
 *
 * Every attempt is harmless where it is granted, and is refused before it looks at its arguments where it is not.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/quota.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int attempts;

static void attempt(const char *what, long result) {
  attempts++;
  if (result >= 0) {
    printf("granted: %s\n", what);
  } else {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
  }
}

static void try_kernel(void) {
  static char nothing[256];
  attempt("bpf", syscall(SYS_bpf, 0, nothing, sizeof nothing));
  attempt("userfaultfd", syscall(SYS_userfaultfd, 0));
  attempt("perf_event_open", syscall(SYS_perf_event_open, nothing, 0, -1, -1, 0));
  attempt("kexec_load", syscall(SYS_kexec_load, 0, 0, nothing, 0));
  attempt("init_module", syscall(SYS_init_module, nothing, sizeof nothing, ""));
  attempt("finit_module", syscall(SYS_finit_module, -1, "", 0));
  attempt("delete_module", syscall(SYS_delete_module, "kriterion-has-none", O_NONBLOCK));
  attempt("reboot", reboot(RB_DISABLE_CAD));
  attempt("swapon", swapon("/work/nothing", 0));
  attempt("acct", acct(NULL));
  attempt("syslog", klogctl(3, nothing, sizeof nothing));
  attempt("quotactl", quotactl(QCMD(Q_SYNC, 0), NULL, 0, NULL));
  attempt("lookup_dcookie", syscall(212, 0, nothing, sizeof nothing));
  attempt("fanotify_init", syscall(SYS_fanotify_init, 0, 0));
  attempt("open_by_handle_at", syscall(SYS_open_by_handle_at, AT_FDCWD, nothing, 0));
  attempt("vhangup", vhangup());
  attempt("name_to_handle_at", syscall(SYS_name_to_handle_at, AT_FDCWD, "/etc", nothing, nothing, 0));
  attempt("kcmp", syscall(SYS_kcmp, getpid(), 1, 2, 0, 0));
  attempt("move_pages of PID 1", syscall(SYS_move_pages, 1, 0, NULL, NULL, NULL, 0));
  attempt("migrate_pages of PID 1", syscall(SYS_migrate_pages, 1, 0, NULL, NULL));
  attempt("process_madvise of PID 1", syscall(440, syscall(SYS_pidfd_open, 1, 0), nothing, 0, 21, 0));
  attempt("landlock_restrict_self", syscall(446, -1, 0));
  attempt("memory of the machine", open("/dev/mem", O_RDONLY));
  attempt("log of the kernel", open("/dev/kmsg", O_RDONLY));
  attempt("memory of the kernel", open("/proc/kcore", O_RDONLY));
  attempt("trigger of emergencies", open("/proc/sysrq-trigger", O_WRONLY));
}

static void try_io_uring(void) {
  static char parameters[256];
  attempt("io_uring_setup", syscall(SYS_io_uring_setup, 1, parameters));
}

/* Leads to the host of a virtual machine, whatever network namespace one is in. */
static void try_vsock(void) { attempt("AF_VSOCK", socket(AF_VSOCK, SOCK_STREAM, 0)); }

static void try_keys(void) {
  attempt("add_key", syscall(SYS_add_key, "user", "left", "left", 4, -4));
  attempt("request_key", syscall(SYS_request_key, "user", "left", NULL, -4));
  attempt("keyctl", syscall(SYS_keyctl, 0, -4, 1));
}

static void try_namespaces(void) {
  static const int KINDS[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP};
  for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
    attempt("unshare", unshare(KINDS[i]));
    long child = syscall(SYS_clone, KINDS[i] | 17 /* SIGCHLD */, 0, 0, 0, 0);
    if (child == 0) {
      _exit(0);
    }
    attempt("clone", child);
  }
  struct {
    uint64_t flags, words[10];
  } arguments = {CLONE_NEWUSER, {0}};
  attempt("clone3", syscall(SYS_clone3, &arguments, sizeof arguments));
  static const char *const NAMES[] = {"user", "mnt", "net", "pid", "ipc", "uts", "cgroup"};
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
    char path[32];
    snprintf(path, sizeof path, "/proc/1/ns/%s", NAMES[i]);
    attempt("namespace of PID 1", open(path, O_RDONLY));
    snprintf(path, sizeof path, "/proc/self/ns/%s", NAMES[i]);
    int own = open(path, O_RDONLY);
    attempt("setns", own < 0 ? -1 : setns(own, 0));
  }
}

static void try_mounts(void) {
  attempt("mount", mount("none", "/work", "tmpfs", 0, NULL));
  attempt("remount", mount("none", "/", NULL, MS_REMOUNT, NULL));
  attempt("bind", mount("/", "/work", NULL, MS_BIND, NULL));
  attempt("move", mount("/proc", "/work", NULL, MS_MOVE, NULL));
  attempt("umount", umount2("/work", MNT_DETACH));
  attempt("umount of /proc/kcore", umount2("/proc/kcore", MNT_DETACH));
  attempt("pivot_root", syscall(SYS_pivot_root, "/work", "/work"));
  attempt("chroot", chroot("/work"));
  attempt("fsopen", syscall(430, "tmpfs", 0));
  attempt("open_tree", syscall(428, AT_FDCWD, "/", 1));
  attempt("move_mount", syscall(429, AT_FDCWD, "/proc", AT_FDCWD, "/work", 0));
  attempt("mount_setattr", syscall(442, AT_FDCWD, "/", 0, "", 0));
  attempt("mknod of a disk", mknod("/work/disk", S_IFBLK | 0600, 8 << 8));
  attempt("mknod of memory", mknod("/work/mem", S_IFCHR | 0600, (1 << 8) | 1));
  attempt("root of PID 1", open("/proc/1/root/", O_RDONLY));
  attempt("directory of PID 1", open("/proc/1/cwd/", O_RDONLY));
}

static void try_identities(void) {
  static const gid_t ROOT = 0;
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct all[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}};
  attempt("setuid", setuid(0));
  attempt("setgid", setgid(0));
  attempt("setresuid", setresuid(0, 0, 0));
  attempt("setresuid of another", setresuid(getuid() + 1, getuid() + 1, getuid() + 1));
  attempt("setgroups", setgroups(1, &ROOT));
  attempt("capset", syscall(SYS_capset, &header, all));
  attempt("raise a capability", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0));
  attempt("no_new_privs off", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
  attempt("seccomp off", prctl(PR_SET_SECCOMP, 0, NULL));
  attempt("chown", chown("/work", 0, 0));
  attempt("nice", setpriority(PRIO_PROCESS, 0, -20));
  struct sched_param first = {.sched_priority = 99};
  attempt("real time", sched_setscheduler(0, SCHED_FIFO, &first));
}

static void try_machine(void) {
  struct timespec now;
  struct timeval second;
  struct timex adjustment = {.modes = ADJ_FREQUENCY};
  clock_gettime(CLOCK_REALTIME, &now);
  gettimeofday(&second, NULL);
  attempt("clock_settime", clock_settime(CLOCK_REALTIME, &now));
  attempt("settimeofday", settimeofday(&second, NULL));
  attempt("adjtimex", adjtimex(&adjustment));
  attempt("sethostname", sethostname("sandbox", 7));
  attempt("setdomainname", setdomainname("", 0));
#if defined(__x86_64__)
  attempt("iopl", syscall(SYS_iopl, 3));
  attempt("ioperm", syscall(SYS_ioperm, 0x80, 1, 1));
#endif
}

static void try_sockets(void) {
  attempt("AF_PACKET", socket(AF_PACKET, SOCK_RAW, 0));
  attempt("raw IPv4", socket(AF_INET, SOCK_RAW, 1));
  attempt("raw IPv6", socket(AF_INET6, SOCK_RAW, 58));
  attempt("AF_ALG", socket(AF_ALG, SOCK_SEQPACKET, 0));
  attempt("AF_KEY", socket(AF_KEY, SOCK_RAW, 2));
  attempt("AF_BLUETOOTH", socket(AF_BLUETOOTH, SOCK_RAW, 1));
  attempt("AF_CAN", socket(AF_CAN, SOCK_RAW, 1));
  attempt("AF_TIPC", socket(AF_TIPC, SOCK_RDM, 0));
  attempt("AF_RDS", socket(AF_RDS, SOCK_SEQPACKET, 0));
}

/* What is in /dev, but for what every container has. */
static void try_devices(void) {
  static const char *const PLAIN[] = {"null", "zero", "full", "random", "urandom", "tty", "ptmx"};
  DIR *devices = opendir("/dev");
  struct dirent *entry;
  while (devices != NULL && (entry = readdir(devices)) != NULL) {
    char path[300];
    struct stat status;
    int plain = 0;
    for (size_t i = 0; i < sizeof PLAIN / sizeof PLAIN[0]; i++) {
      plain |= strcmp(entry->d_name, PLAIN[i]) == 0;
    }
    snprintf(path, sizeof path, "/dev/%s", entry->d_name);
    if (!plain && stat(path, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode))) {
      printf("a device: %s\n", path);
    }
  }
  static const char *const OTHERS[] = {"/dev/tty",  "/dev/console", "/dev/tty0", "/dev/kvm",  "/dev/fuse",        "/dev/net/tun", "/dev/vhost-vsock", "/dev/loop-control",
                                       "/dev/sda",  "/dev/vda",     "/dev/port", "/dev/nvme0", "/dev/mapper/control", "/dev/dri",  "/dev/snd",         "/dev/input",
                                       "/dev/vport0p1", "/dev/cpu/0/msr", "/dev/hpet", "/dev/log", "/dev/userfaultfd", "/dev/uinput"};
  for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
    attempt(OTHERS[i], open(OTHERS[i], O_RDWR | O_NOCTTY));
  }
  char byte = 'x';
  attempt("typing into a terminal", ioctl(STDIN_FILENO, TIOCSTI, &byte));
  attempt("owning a terminal", ioctl(STDIN_FILENO, TIOCSCTTY, 1));
  attempt("pasting into a console", ioctl(STDIN_FILENO, 0x541c /* TIOCLINUX */, &byte));
}

#if defined(__x86_64__)
static sigjmp_buf no_such_machine;

static void give_up(int number) { siglongjmp(no_such_machine, number); }

static int call_i386(int number, int first, int second) {
  int result = -ENOSYS;
  if (sigsetjmp(no_such_machine, 1) == 0) {
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(0), "S"(0), "D"(0) : "memory", "r8", "r9", "r10", "r11");
  }
  return result;
}
#endif

/* The system calls of i386, which a filter that knows only those of x86-64 would let pass. Some kernels have none: a signal. */
static void try_other_machines(void) {
#if defined(__x86_64__)
  static const struct {
    const char *what;
    int number, first, second;
  } CALLS[] = {{"kill of PID 1", 37, 1, 9},   {"kill of everybody", 37, -1, 9}, {"ptrace of PID 1", 26, 16, 1}, {"unshare", 310, CLONE_NEWUSER, 0},
               {"setuid", 213, 0, 0},         {"chroot", 61, 0, 0},             {"mount", 21, 0, 0},            {"umount", 52, 0, 0},
               {"reboot", 88, (int)0xfee1dead, 672274793}, {"bpf", 357, 0, 0},  {"add_key", 286, 0, 0},         {"keyctl", 288, 0, 0}};
  signal(SIGSEGV, give_up);
  signal(SIGSYS, give_up);
  for (size_t i = 0; i < sizeof CALLS / sizeof CALLS[0]; i++) {
    int result = call_i386(CALLS[i].number, CALLS[i].first, CALLS[i].second);
    errno = -result;
    attempt(CALLS[i].what, result);
  }
  attempt("getpid of x32", syscall(0x40000000 | SYS_getpid));
#endif
}

int main(int count, char **argument) {
  static const struct {
    const char *name;
    void (*try)(void);
  } GROUPS[] = {{"kernel", try_kernel},         {"io-uring", try_io_uring}, {"vsock", try_vsock}, {"keys", try_keys},       {"namespaces", try_namespaces}, {"mounts", try_mounts},
                {"identities", try_identities}, {"machine", try_machine}, {"sockets", try_sockets}, {"devices", try_devices},       {"other-machines", try_other_machines}};
  for (size_t i = 0; i < sizeof GROUPS / sizeof GROUPS[0]; i++) {
    if (count > 1 && strcmp(argument[1], GROUPS[i].name) == 0) {
      GROUPS[i].try();
      puts("nothing else");
      return 0;
    }
  }
  return 99;
}
