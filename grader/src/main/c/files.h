/* Files on their way in and out: PUT and GET below the session's directory, and a step's standard input. */
#ifndef KRITERION_FILES_H
#define KRITERION_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

enum { TEMPORARY_NAME = 40 };

/* A file being received. The first error is kept; what comes after it is taken and dropped. */
struct incoming {
  int descriptor; /* -1 when it could not be made */
  int error;      /* 0 or an errno */
  uint64_t left;  /* bytes announced and not yet taken */
};

/* A PUT under way: the bytes go to a file of another name, which takes the place of the old file when all is well. */
struct put {
  struct incoming file;
  int directory;
  const char *name; /* inside the path of the request */
  char temporary[TEMPORARY_NAME];
};

/* Whether a path is relative and has no empty, `.` or `..` component. */
bool path_acceptable(const char *path);

/* Takes bytes of the file; false when there are more than were announced. */
bool incoming_take(struct incoming *file, const void *bytes, size_t size);

/* `path` is cut up and must outlive the put. Failures wait in put->file.error. */
void put_begin(struct put *put, int root, char *path, uint32_t mode, uint64_t size);

/* Gives the file its mode and name, or takes it away again. 0 or the first errno. */
int put_finish(struct put *put, uint32_t mode);

/* Opens a regular file of at most `most` bytes for reading, without following a link anywhere; `path` is cut up. 0 or an errno: ELOOP
   for a link, EISDIR, EFBIG, EINVAL for what is no file at all, ESTALE for what became something else meanwhile. */
int get_open(int root, char *path, uint64_t most, int *descriptor, struct stat *status);

/* Standard input: a file without a name, in memory or else below `root`. `reader` is a read-only descriptor of it, -1 on failure. */
void input_begin(struct incoming *file, int *reader, int root, uint64_t size);

#endif
