/*
 * Leaves a trace in every place where the next submission, or one beside it, might look: traces leave. Or looks there: traces find.
 * What leaves traces stays alive until its output has been read, since some of them last as long as it does.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { KEY = 0x6b726974, POSSESSION_OF_USER = -4 };

static const char *const DIRECTORIES[] = {"/work", "/tmp", "/dev/shm", "/dev/mqueue", "/var/tmp", "/run", "/dev", "/home", "/"};
static const char *const SHARED_FILES[] = {"/.kriterion/init", "/etc/hosts", "/etc/resolv.conf", "/etc/passwd", "/usr/bin/env", "/dev/null", "/proc/version", "/"};

#define EACH(array, i) (size_t i = 0; i < sizeof(array) / sizeof(array)[0]; i++)

static struct sockaddr_un abstract_name(void) { return (struct sockaddr_un){.sun_family = AF_UNIX, .sun_path = "\0kriterion-trace"}; }

/* A read lock, which everybody can take, where a search tries a write lock, which fails while anybody has one. */
static int lock(const char *path, int how) {
  int file = open(path, O_RDONLY);
  return file < 0 ? -1 : flock(file, how | LOCK_NB);
}

static void leave(void) {
  for EACH (DIRECTORIES, i) {
    char path[64];
    snprintf(path, sizeof path, "%s/trace", DIRECTORIES[i]);
    int file = open(path, O_WRONLY | O_CREAT, 0666);
    printf("%s %s\n", path, file < 0 ? "no" : "left");
  }
  printf("shmget %s\n", shmget(KEY, 4096, IPC_CREAT | 0666) < 0 ? "no" : "left");
  printf("semget %s\n", semget(KEY, 1, IPC_CREAT | 0666) < 0 ? "no" : "left");
  printf("msgget %s\n", msgget(KEY, IPC_CREAT | 0666) < 0 ? "no" : "left");
  printf("shm_open %s\n", shm_open("/trace-posix", O_RDWR | O_CREAT, 0666) < 0 ? "no" : "left");
  printf("mq_open %s\n", mq_open("/trace-posix", O_RDWR | O_CREAT, 0666, NULL) < 0 ? "no" : "left");
  printf("add_key %s\n", syscall(SYS_add_key, "user", "kriterion-trace", "x", 1, POSSESSION_OF_USER) < 0 ? "no" : "left");
  struct sockaddr_un name = abstract_name();
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  printf("abstract %s\n", bind(listener, (struct sockaddr *)&name, sizeof name) != 0 || listen(listener, 1) != 0 ? "no" : "left");
  for EACH (SHARED_FILES, i) {
    printf("flock %s %s\n", SHARED_FILES[i], lock(SHARED_FILES[i], LOCK_SH) != 0 ? "no" : "left");
  }
  for EACH (SHARED_FILES, i) {
    struct flock whole = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    int file = open(SHARED_FILES[i], O_RDONLY);
    printf("record lock %s %s\n", SHARED_FILES[i], file < 0 || fcntl(file, F_OFD_SETLK, &whole) != 0 ? "no" : "left");
    printf("lease %s %s\n", SHARED_FILES[i], file < 0 || fcntl(file, F_SETLEASE, F_RDLCK) != 0 ? "no" : "left");
  }
  puts("all left");
  fflush(stdout);
  static char block[1 << 16];
  memset(block, '\n', sizeof block);
  for (int i = 0; i < 16 << 4; i++) {
    if (write(STDOUT_FILENO, block, sizeof block) < 0) {
      return;
    }
  }
}

static void found(const char *what, const char *which) { printf("found: %s %s\n", what, which); }

static void find(void) {
  for EACH (DIRECTORIES, i) {
    DIR *directory = opendir(DIRECTORIES[i]);
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
      if (strncmp(entry->d_name, "trace", 5) == 0 && strcmp(entry->d_name, "traces") != 0) {
        found(DIRECTORIES[i], entry->d_name);
      }
    }
  }
  static const char *const TABLES[] = {"/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg", "/proc/locks"};
  for EACH (TABLES, i) {
    FILE *table = fopen(TABLES[i], "r");
    char line[512];
    for (int n = strcmp(TABLES[i], "/proc/locks") == 0; table != NULL && fgets(line, sizeof line, table) != NULL; n++) {
      if (n > 0) {
        found(TABLES[i], line);
      }
    }
  }
  if (shmget(KEY, 0, 0) >= 0 || semget(KEY, 0, 0) >= 0 || msgget(KEY, 0) >= 0) {
    found("System V", "object");
  }
  if (shm_open("/trace-posix", O_RDWR, 0) >= 0 || mq_open("/trace-posix", O_RDWR) >= 0) {
    found("POSIX", "object");
  }
  if (syscall(SYS_request_key, "user", "kriterion-trace", NULL, 0) >= 0 ||
      syscall(SYS_keyctl, 10 /* search */, POSSESSION_OF_USER, "user", "kriterion-trace", 0) >= 0) {
    found("key", "of the user");
  }
  struct sockaddr_un name = abstract_name();
  if (connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&name, sizeof name) == 0) {
    found("abstract", "socket");
  }
  for EACH (SHARED_FILES, i) {
    if (lock(SHARED_FILES[i], LOCK_EX) != 0 && errno == EWOULDBLOCK) {
      found("lock of", SHARED_FILES[i]);
    }
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int file = open(SHARED_FILES[i], O_RDONLY);
    if (file >= 0 && fcntl(file, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK) {
      found("record lock of", SHARED_FILES[i]);
    }
  }
  puts("nothing else");
}

int main(int count, char **argument) {
  const char *manner = count > 1 ? argument[1] : "";
  if (strcmp(manner, "leave") == 0) {
    leave();
    return 0;
  } else if (strcmp(manner, "find") == 0) {
    find();
    return 0;
  }
  return 99;
}
