#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * No process of a step lives while files come in, so nobody changes a path under our hands. But an earlier step may have left links:
 * no component is opened through one, and the new name replaces whatever holds it, link or not.
 */

bool path_acceptable(const char *path) {
  for (const char *component = path;; component++) {
    size_t length = strcspn(component, "/");
    if (length == 0 || (component[0] == '.' && (length == 1 || (length == 2 && component[1] == '.')))) {
      return false;
    }
    component += length;
    if (*component == 0) {
      return true;
    }
  }
}

bool incoming_take(struct incoming *file, const void *bytes, size_t size) {
  if (size > file->left) {
    return false;
  }
  file->left -= size;
  for (size_t done = 0; done < size && file->error == 0;) {
    ssize_t count = write(file->descriptor, (const uint8_t *)bytes + done, size - done);
    if (count > 0) {
      done += (size_t)count;
    } else if (count == 0 || errno != EINTR) {
      file->error = count == 0 ? EIO : errno;
    }
  }
  return true;
}

enum { ENTER = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

/* Opens (makes, when it is missing and `make` says so) one directory of a path; the caller keeps `parent`. -1 and errno on failure. */
static int enter(int parent, const char *name, bool make) {
  int directory = openat(parent, name, ENTER);
  if (directory < 0 && errno == ENOENT && make && mkdirat(parent, name, 0755) == 0) {
    directory = openat(parent, name, ENTER);
  }
  return directory;
}

/* Opens the directory of the last component of *path, which *path points to then; the path is cut up. -1 and errno on failure. */
static int open_parent(int root, char **path, bool make) {
  int directory = fcntl(root, F_DUPFD_CLOEXEC, 3);
  for (char *slash; directory >= 0 && (slash = strchr(*path, '/')) != NULL; *path = slash + 1) {
    *slash = 0;
    int next = enter(directory, *path, make);
    int error = errno;
    close(directory);
    errno = error;
    directory = next;
  }
  return directory;
}

/* Opens a new file under a name that nothing has. -1 and errno on failure. */
static int open_temporary(int directory, char name[TEMPORARY_NAME]) {
  uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number) {
    return -1;
  }
  snprintf(name, TEMPORARY_NAME, ".kriterion-%016" PRIx64, number);
  return openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

void put_begin(struct put *put, int root, char *path, uint32_t mode, uint64_t size) {
  *put = (struct put){.file = {.descriptor = -1, .left = size}, .directory = -1};
  if (!path_acceptable(path) || mode > 0777) {
    put->file.error = EINVAL;
    return;
  }
  put->directory = open_parent(root, &path, true);
  put->name = path;
  if (put->directory >= 0) {
    put->file.descriptor = open_temporary(put->directory, put->temporary);
  }
  if (put->file.descriptor < 0) {
    put->file.error = errno;
  }
}

int put_finish(struct put *put, uint32_t mode) {
  int error = put->file.error;
  if (put->file.descriptor >= 0) {
    if (error == 0 && fchmod(put->file.descriptor, mode) != 0) {
      error = errno;
    }
    if (close(put->file.descriptor) != 0 && error == 0) {
      error = errno;
    }
    if (error == 0 && renameat(put->directory, put->temporary, put->directory, put->name) != 0) {
      error = errno;
    }
    if (error != 0) {
      unlinkat(put->directory, put->temporary, 0);
    }
  }
  if (put->directory >= 0) {
    close(put->directory);
  }
  return error;
}

static int open_regular(int directory, const char *name, uint64_t most, int *descriptor, struct stat *status) {
  if (fstatat(directory, name, status, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno;
  }
  if (!S_ISREG(status->st_mode)) {
    return S_ISLNK(status->st_mode) ? ELOOP : S_ISDIR(status->st_mode) ? EISDIR : EINVAL;
  }
  if ((uint64_t)status->st_size > most) {
    return EFBIG;
  }
  /* Where an image's own program lives, something else may be there by now: this neither follows nor waits, and looks again. */
  *descriptor = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (*descriptor < 0) {
    return errno;
  }
  if (fstat(*descriptor, status) == 0 && S_ISREG(status->st_mode) && (uint64_t)status->st_size <= most) {
    return 0;
  }
  close(*descriptor);
  *descriptor = -1;
  return ESTALE;
}

int get_open(int root, char *path, uint64_t most, int *descriptor, struct stat *status) {
  *descriptor = -1;
  if (!path_acceptable(path)) {
    return EINVAL;
  }
  int directory = open_parent(root, &path, false);
  if (directory < 0) {
    return errno;
  }
  int error = open_regular(directory, path, most, descriptor, status);
  close(directory);
  return error;
}

/* Our own /proc/self/fd stays open to us although we are not dumpable. */
static int reopen(int descriptor) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  return open(path, O_RDONLY | O_CLOEXEC);
}

void input_begin(struct incoming *file, int *reader, int root, uint64_t size) {
  *file = (struct incoming){.descriptor = memfd_create("stdin", MFD_CLOEXEC), .left = size};
  *reader = file->descriptor < 0 ? -1 : reopen(file->descriptor);
  if (*reader >= 0) {
    return;
  }
  if (file->descriptor >= 0) {
    close(file->descriptor);
  }
  char name[TEMPORARY_NAME];
  file->descriptor = open_temporary(root, name);
  if (file->descriptor < 0) {
    file->error = errno;
    return;
  }
  *reader = openat(root, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (*reader < 0) {
    file->error = errno;
  }
  unlinkat(root, name, 0);
}
