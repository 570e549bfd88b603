#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "descriptors.h"

enum { OURS = 0, THEIRS = 1 }; /* of a pipe and of the channel */

struct ends {
  int output[2];
  int errors[2];
  int failure[2];
  int channel[2];
};

static void close_one(int descriptor) {
  if (descriptor >= 0) {
    close(descriptor);
  }
}

static void close_side(const struct ends *ends, int side) {
  close_one(ends->output[side]);
  close_one(ends->errors[side]);
  close_one(ends->failure[side]);
  close_one(ends->channel[side]);
}

static int open_ends(struct ends *ends) {
  int *pipes[] = {ends->output, ends->errors, ends->failure};
  for (size_t i = 0; i < 3; i++) {
    if (pipe2(pipes[i], O_CLOEXEC) != 0 || fcntl(pipes[i][OURS], F_SETFL, O_NONBLOCK) != 0) {
      return errno;
    }
  }
  pipe_enlarge(ends->output[OURS]);
  pipe_enlarge(ends->errors[OURS]);
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends->channel) == 0 ? 0 : errno;
}

int launch_prepare(int root, struct launched *child) {
  *child = (struct launched){0};
  struct ends ends = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
  int error = open_ends(&ends);
  const struct origin origin = {getpid(), root, ends.channel[THEIRS], ends.output[THEIRS], ends.errors[THEIRS], ends.failure[THEIRS]};
  pid_t pid = error == 0 ? fork() : -1;
  if (pid == 0) {
    close(ends.channel[OURS]); /* its end must come when the parent's is closed */
    child_run(&origin);
  }
  if (pid < 0) {
    error = error != 0 ? error : errno;
    close_side(&ends, OURS);
  } else {
    *child = (struct launched){pid, ends.channel[OURS], ends.output[OURS], ends.errors[OURS], ends.failure[OURS]};
  }
  close_side(&ends, THEIRS);
  return error;
}

/* Ends a child that has not become a program, and waits for it. Returns the errno of why it has not, as far as it said so. */
static int discard(struct launched *child) {
  int error;
  if (read(child->failure, &error, sizeof error) != sizeof error) {
    error = ECHILD;
  }
  kill(child->pid, SIGKILL);
  waitpid(child->pid, NULL, __WALL);
  close(child->channel);
  close(child->output);
  close(child->errors);
  close(child->failure);
  *child = (struct launched){0};
  return error;
}

/* The channel does not block for long: its only reader has nothing else to do. */
static bool send_rest(int channel, const uint8_t *bytes, size_t size) {
  while (size > 0) {
    ssize_t count = send(channel, bytes, size, MSG_NOSIGNAL);
    if (count < 0) {
      return false;
    }
    bytes += count;
    size -= (size_t)count;
  }
  return true;
}

static bool send_order(int channel, const struct order *order, int input) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  memset(&control, 0, sizeof control);
  control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.header), &input, sizeof input);
  struct iovec content = {(void *)(uintptr_t)order, sizeof *order};
  const struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  return sendmsg(channel, &message, MSG_NOSIGNAL) == sizeof *order;
}

int launch(const struct step_request *request, int root, uint64_t processes, int input, struct launched *child) {
  const struct order order = {processes, request->length};
  int error = 0;
  for (bool fresh = false; !fresh;) {
    fresh = child->pid == 0;
    error = fresh ? launch_prepare(root, child) : 0;
    if (error != 0) {
      return error;
    }
    if (send_order(child->channel, &order, input) && send_rest(child->channel, request->payload, request->length)) {
      close(child->channel);
      child->channel = -1;
      return 0;
    }
    error = discard(child);
  }
  return error;
}
