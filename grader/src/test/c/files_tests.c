#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static char base[] = "/tmp/kriterion-files-XXXXXX";

static int put(int root, const char *path, uint32_t mode, const char *text) {
  char copy[PATH_MAX + 16];
  snprintf(copy, sizeof copy, "%s", path);
  struct put put;
  put_begin(&put, root, copy, mode, strlen(text));
  CHECK(incoming_take(&put.file, text, strlen(text)));
  return put_finish(&put, mode);
}

static bool holds(int root, const char *path, const char *text) {
  char bytes[64] = "";
  int file = openat(root, path, O_RDONLY | O_NOFOLLOW);
  ssize_t length = file < 0 ? -1 : read(file, bytes, sizeof bytes - 1);
  close(file);
  return length == (ssize_t)strlen(text) && strcmp(bytes, text) == 0;
}

static void checks_paths(void) {
  static const char *const good[] = {"a", "a/b", ".a", "...", "..a", "a..", "a/.b/..c", "-rf", "new\nline", "\xff\xfe", " "};
  static const char *const bad[] = {"", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    CHECK(path_acceptable(good[i]));
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    CHECK(!path_acceptable(bad[i]));
  }
}

static void writes_and_replaces(int root) {
  CHECK(put(root, "one/two/file", 0750, "first") == 0);
  CHECK(holds(root, "one/two/file", "first"));
  struct stat stat;
  CHECK(fstatat(root, "one/two/file", &stat, 0) == 0 && (stat.st_mode & 07777) == 0750);
  int old = openat(root, "one/two/file", O_RDONLY);
  CHECK(put(root, "one/two/file", 0644, "2nd") == 0);
  CHECK(holds(root, "one/two/file", "2nd"));
  char bytes[8] = "";
  CHECK(read(old, bytes, sizeof bytes) == 5 && strcmp(bytes, "first") == 0);
  close(old);
  CHECK(put(root, "empty", 0644, "") == 0 && holds(root, "empty", ""));
}

static void follows_no_link(int root) {
  CHECK(mkdirat(root, "outside", 0755) == 0 && mkdirat(root, "inside", 0755) == 0);
  int inside = openat(root, "inside", O_RDONLY | O_DIRECTORY);
  CHECK(symlinkat("../outside", inside, "link") == 0 && symlinkat("../outside/target", inside, "file") == 0);
  CHECK(put(inside, "link/x", 0644, "x") == ENOTDIR);
  CHECK(put(inside, "file", 0644, "x") == 0);
  CHECK(holds(inside, "file", "x"));
  CHECK(faccessat(root, "outside/x", F_OK, 0) != 0 && faccessat(root, "outside/target", F_OK, 0) != 0);
  CHECK(symlinkat("loop", inside, "loop") == 0 && put(inside, "loop/x", 0644, "x") == ENOTDIR);
  CHECK(mkfifoat(inside, "fifo", 0644) == 0 && put(inside, "fifo", 0644, "f") == 0 && holds(inside, "fifo", "f"));
  close(inside);
}

static void leaves_nothing_of_a_failure(int root) {
  CHECK(mkdirat(root, "kept", 0755) == 0 && mkdirat(root, "kept/directory", 0755) == 0);
  int kept = openat(root, "kept", O_RDONLY | O_DIRECTORY);
  CHECK(put(kept, "directory", 0644, "x") == EISDIR);
  CHECK(put(kept, "x", 04755, "x") == EINVAL);
  char path[NAME_MAX + 2];
  memset(path, 'n', sizeof path);
  path[NAME_MAX + 1] = 0;
  CHECK(put(kept, path, 0644, "x") == ENAMETOOLONG);
  CHECK(unlinkat(kept, "directory", AT_REMOVEDIR) == 0);
  close(kept);
  CHECK(unlinkat(root, "kept", AT_REMOVEDIR) == 0); /* fails when a file was left */
}

static void refuses_more_than_announced(int root) {
  struct put put;
  char path[] = "more";
  put_begin(&put, root, path, 0644, 3);
  CHECK(incoming_take(&put.file, "ab", 2));
  CHECK(!incoming_take(&put.file, "cd", 2));
  put.file.error = ECANCELED;
  CHECK(put_finish(&put, 0644) == ECANCELED && faccessat(root, "more", F_OK, 0) != 0);
}

static void makes_a_read_only_input(int root) {
  struct incoming file;
  int reader = -1;
  input_begin(&file, &reader, root, 5);
  CHECK(file.error == 0 && incoming_take(&file, "hello", 5) && file.left == 0);
  close(file.descriptor);
  char bytes[8] = "";
  CHECK(read(reader, bytes, sizeof bytes) == 5 && strcmp(bytes, "hello") == 0);
  CHECK(write(reader, "x", 1) == -1 && errno == EBADF);
  CHECK((fcntl(reader, F_GETFL) & O_ACCMODE) == O_RDONLY);
  close(reader);
}

static int get(int root, const char *path, uint64_t most) {
  char copy[PATH_MAX + 16];
  snprintf(copy, sizeof copy, "%s", path);
  int file;
  struct stat status;
  int error = get_open(root, copy, most, &file, &status);
  if (error == 0) {
    CHECK(status.st_size == 3);
    close(file);
  }
  return error;
}

static void opens_regular_files_only(int root) {
  CHECK(put(root, "out/deep/file", 0644, "abc") == 0);
  CHECK(get(root, "out/deep/file", 3) == 0);
  CHECK(get(root, "out/deep/file", 2) == EFBIG);
  CHECK(get(root, "out/deep", 3) == EISDIR);
  CHECK(get(root, "out/none", 3) == ENOENT);
  CHECK(get(root, "../out/deep/file", 3) == EINVAL);
  CHECK(get(root, "/etc/passwd", UINT64_MAX) == EINVAL);
  CHECK(symlinkat("/etc/passwd", root, "out/link") == 0 && get(root, "out/link", UINT64_MAX) == ELOOP);
  CHECK(symlinkat("deep", root, "out/around") == 0 && get(root, "out/around/file", 3) == ENOTDIR);
  CHECK(mkfifoat(root, "out/fifo", 0600) == 0 && get(root, "out/fifo", 3) == EINVAL);
  CHECK(symlinkat("/dev/zero", root, "out/zero") == 0 && get(root, "out/zero", 3) == ELOOP);
}

/* Puts a file, a link, a pipe and a longer file under one name, without end. */
static void swap(int root) {
  for (;;) {
    linkat(root, "out/deep/file", root, "next", 0);
    renameat(root, "next", root, "swapped");
    symlinkat("/etc/passwd", root, "next");
    renameat(root, "next", root, "swapped");
    mkfifoat(root, "next", 0600);
    renameat(root, "next", root, "swapped");
    linkat(root, "long", root, "next", 0);
    renameat(root, "next", root, "swapped");
  }
}

static void opens_nothing_else_that_comes_in_its_place(int root) {
  CHECK(put(root, "long", 0644, "longer than three") == 0 && put(root, "swapped", 0644, "abc") == 0);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    swap(root);
  }
  int opened = 0;
  int refused = 0;
  bool sound = true;
  for (int tries = 0; sound && (tries < 50000 || opened == 0 || refused == 0); tries++) {
    char path[] = "swapped";
    char bytes[8] = "";
    int file;
    struct stat status;
    int error = get_open(root, path, 3, &file, &status);
    if (error == 0) {
      sound = status.st_size == 3 && read(file, bytes, sizeof bytes) == 3 && strcmp(bytes, "abc") == 0;
      close(file);
      opened++;
    } else {
      sound = file == -1 && (error == ELOOP || error == EINVAL || error == EFBIG || error == ESTALE);
      refused++;
    }
  }
  kill(child, SIGKILL);
  CHECK(waitpid(child, NULL, 0) == child);
  CHECK(sound && opened > 0 && refused > 0);
}

void files_tests(void) {
  CHECK(mkdtemp(base) != NULL);
  int root = open(base, O_RDONLY | O_DIRECTORY);
  checks_paths();
  writes_and_replaces(root);
  follows_no_link(root);
  leaves_nothing_of_a_failure(root);
  refuses_more_than_announced(root);
  makes_a_read_only_input(root);
  opens_regular_files_only(root);
  opens_nothing_else_that_comes_in_its_place(root);
  close(root);
  char command[64];
  snprintf(command, sizeof command, "rm -rf %s", base);
  CHECK(system(command) == 0);
}
