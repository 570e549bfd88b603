/* Writes too much, or where nothing may be written: disk MANNER. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

enum { TMPFS = 0x01021994, QUEUES = 0x19800202 };

static int say(const char *what) {
  printf("%s: %s\n", what, strerror(errno));
  return 0;
}

static int fill(void) {
  static char block[1 << 16];
  for (int i = 0; i < 100; i++) {
    char name[32];
    snprintf(name, sizeof name, i % 2 ? "/work/full-%d" : "/tmp/full-%d", i);
    int file = open(name, O_WRONLY | O_CREAT, 0600);
    for (int n = 0; n < 16; n++) {
      if (file < 0 || write(file, block, sizeof block) < 0) {
        say("write");
        for (; i >= 0; i--) {
          snprintf(name, sizeof name, i % 2 ? "/work/full-%d" : "/tmp/full-%d", i);
          unlink(name);
        }
        return 0;
      }
    }
    close(file);
  }
  return 1;
}

static int sparse(off_t size) {
  int file = open("/work/sparse", O_RDWR | O_CREAT, 0600);
  signal(SIGXFSZ, SIG_IGN);
  if (ftruncate(file, size) == 0) {
    return 1;
  }
  say("ftruncate");
  if (lseek(file, size - 1, SEEK_SET) == size - 1 && write(file, "x", 1) == 1) {
    return 1;
  }
  say("write at the end");
  unlink("/work/sparse");
  return 0;
}

static int reserve(void) {
  int file = open("/work/reserved", O_RDWR | O_CREAT, 0600);
  signal(SIGXFSZ, SIG_IGN);
  if (fallocate(file, 0, 0, 4 << 20) == 0) {
    return 1;
  }
  say("fallocate");
  unlink("/work/reserved");
  return 0;
}

static int make_files(void) {
  for (int i = 0; i < 1000000; i++) {
    char name[32];
    snprintf(name, sizeof name, "/tmp/empty-%d", i);
    int file = open(name, O_WRONLY | O_CREAT, 0600);
    if (file < 0) {
      say("create");
      while (i-- > 0) {
        snprintf(name, sizeof name, "/tmp/empty-%d", i);
        unlink(name);
      }
      return 0;
    }
    close(file);
  }
  return 1;
}

/*
 * Names with every byte that a name can have, as long as one can be, of files of every kind, and links that lead everywhere. They
 * stay: whoever removes the sandbox must be able to, and must not follow one.
 */
static int make_names(void) {
  static const char *const NAMES[] = {"-rf", "--", "*", "new\nline", "\033[2J\033]0;title\007", "\xff\xfe", "\xc3", "a\tb", " ", "...", "$(reboot)", "`reboot`", "%s%n", "\r"};
  static const char *const TARGETS[] = {"/", "/etc/passwd", "/proc/1/root", "../../../../../../etc/shadow", "/dev/zero", "/dev/tty", "loop", ""};
  char name[NAME_MAX + 1];
  int made = 0;
  if (mkdir("names", 0700) != 0 || chdir("names") != 0) {
    return 1;
  }
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
    made += close(open(NAMES[i], O_WRONLY | O_CREAT | O_EXCL, 0)) == 0;
  }
  for (int byte = 1; byte < 256; byte++) {
    memset(name, byte, NAME_MAX);
    name[NAME_MAX] = 0;
    made += byte != '/' && mknod(name, (byte % 2 ? S_IFIFO : S_IFREG) | 07777, 0) == 0;
  }
  for (size_t i = 0; i < sizeof TARGETS / sizeof TARGETS[0]; i++) {
    snprintf(name, sizeof name, "link-%zu", i);
    made += symlink(TARGETS[i], name) == 0;
  }
  made += symlink("loop", "loop") == 0;
  printf("made %d\n", made);
  return chdir("/work") != 0 || chmod("names", 0) != 0;
}

/* They stay: whoever removes the sandbox must be able to. */
static int dig(void) {
  for (int depth = 0; depth < 1000000; depth++) {
    if (mkdir("a-directory-with-a-name-of-some-length", 0700) != 0) {
      return say("mkdir");
    }
    if (chdir("a-directory-with-a-name-of-some-length") != 0) {
      return say("chdir");
    }
  }
  return 1;
}

/* Tries every mount, and says where a file can be made and what kind of file system that is. */
static int look_for_places(void) {
  FILE *mounts = fopen("/proc/self/mounts", "r");
  char line[4096];
  while (mounts != NULL && fgets(line, sizeof line, mounts) != NULL) {
    char place[1024];
    char name[1100];
    if (sscanf(line, "%*s %1000s", place) != 1) {
      continue;
    }
    snprintf(name, sizeof name, "%s/written", place);
    int file = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (file >= 0) {
      struct statfs system;
      fstatfs(file, &system);
      printf("%s %s\n", place, system.f_type == TMPFS || system.f_type == QUEUES ? "memory" : "disk");
      unlink(name);
    }
  }
  return 0;
}

static int name_if_writable(const char *path, const struct stat *status, int type, struct FTW *position) {
  (void)position;
  static const char OWN[] = "/proc/self/";
  int file = type == FTW_F && S_ISREG(status->st_mode) && strncmp(path, OWN, strlen(OWN)) != 0 ? open(path, O_WRONLY | O_NONBLOCK) : -1;
  struct statfs system;
  if (file >= 0 && fstatfs(file, &system) == 0 && system.f_type != TMPFS) {
    printf("may write %s\n", path);
  }
  if (file >= 0) {
    close(file);
  }
  return 0;
}

/* What concerns the whole machine; memory of the sandbox's own does not. */
static int look_for_kernel_files(void) {
  static const char *const PLACES[] = {"/proc/sys", "/proc/irq", "/proc/bus", "/proc/fs", "/proc/acpi", "/sys"};
  for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
    nftw(PLACES[i], name_if_writable, 16, FTW_PHYS);
  }
  puts("nothing else");
  return 0;
}

static int name_if_privileged(const char *path, const struct stat *status, int type, struct FTW *position) {
  (void)type;
  (void)position;
  if ((status->st_mode & (S_ISUID | S_ISGID)) != 0 && S_ISREG(status->st_mode)) {
    printf("%s %o\n", path, status->st_mode & 07777);
  }
  return strcmp(path, "/proc") == 0 || strcmp(path, "/sys") == 0 ? FTW_SKIP_SUBTREE : FTW_CONTINUE;
}

static int look_for_privileged_programs(void) {
  nftw("/", name_if_privileged, 16, FTW_PHYS | FTW_ACTIONRETVAL);
  puts("nothing else");
  return 0;
}

int main(int count, char **argument) {
  const char *manner = count > 1 ? argument[1] : "";
  if (strcmp(manner, "fill") == 0) {
    return fill();
  } else if (strcmp(manner, "sparse") == 0) {
    return sparse((off_t)2 << 30);
  } else if (strcmp(manner, "reserve") == 0) {
    return reserve();
  } else if (strcmp(manner, "files") == 0) {
    return make_files();
  } else if (strcmp(manner, "names") == 0) {
    return make_names();
  } else if (strcmp(manner, "deep") == 0) {
    return dig();
  } else if (strcmp(manner, "places") == 0) {
    return look_for_places();
  } else if (strcmp(manner, "kernel-files") == 0) {
    return look_for_kernel_files();
  } else if (strcmp(manner, "privileged") == 0) {
    return look_for_privileged_programs();
  }
  return 99;
}
