#include "exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "files.h"
#include "step.h"

/* Takes the DATA frames of a file to its last byte, whether or not they can be kept. */
static enum session_status take_data(struct session *session, struct incoming *file) {
  while (file->left > 0) {
    struct frame frame;
    enum session_status status = session_next(session, &frame);
    if (status != SESSION_ENDED) {
      return status;
    }
    if (frame.type != FRAME_DATA || !incoming_take(file, frame.payload, frame.length)) {
      return SESSION_PROTOCOL;
    }
  }
  return SESSION_ENDED;
}

enum session_status exchange_put(struct session *session, const struct frame *frame) {
  struct put_request request;
  int error = put_decode(frame, &request);
  if (error != 0) {
    return error == EPROTO ? SESSION_PROTOCOL : SESSION_LOST;
  }
  struct put put;
  put_begin(&put, session->root, request.path, request.mode, request.size);
  enum session_status status = take_data(session, &put.file);
  if (status != SESSION_ENDED) {
    put.file.error = ECANCELED;
  }
  error = put_finish(&put, request.mode);
  put_free(&request);
  if (status == SESSION_ENDED && error != 0) {
    session_error(session, error);
  } else if (status == SESSION_ENDED) {
    output_frame(&session->output, FRAME_OK, NULL, 0);
  }
  return status;
}

/* Sends `size` bytes of a file, or ERROR in their midst when they cannot be read. */
static enum session_status send_content(struct session *session, int file, uint64_t size) {
  enum session_status status = SESSION_ENDED;
  while (size > 0 && status == SESSION_ENDED) {
    if (!output_room(&session->output, OUTPUT_LEAST_READ)) {
      status = session_flush(session, -1);
      continue;
    }
    ssize_t count = output_forward(&session->output, FRAME_CONTENT, file, size, size);
    if (count <= 0 && !(count < 0 && errno == EINTR)) {
      session_error(session, count < 0 ? errno : ESTALE); /* shorter than it was */
      return SESSION_ENDED;
    }
    size -= count > 0 ? (uint64_t)count : 0;
  }
  return status;
}

enum session_status exchange_get(struct session *session, const struct frame *frame) {
  struct get_request request;
  int error = get_decode(frame, &request);
  if (error != 0) {
    return error == EPROTO ? SESSION_PROTOCOL : SESSION_LOST;
  }
  int file;
  struct stat found;
  error = get_open(session->root, request.path, request.most, &file, &found);
  get_free(&request);
  if (error != 0) {
    session_error(session, error);
    return SESSION_ENDED;
  }
  uint8_t payload[4 + 8];
  encode_u64(encode_u32(payload, found.st_mode & 07777), (uint64_t)found.st_size);
  output_frame(&session->output, FRAME_FILE, payload, sizeof payload);
  enum session_status status = send_content(session, file, (uint64_t)found.st_size);
  close(file);
  return status;
}

/* The input of a step that the node has sent before it began, or that lies in the workspace. */
static enum session_status ready_input(struct session *session, struct step_request *request, int *reader, int *error) {
  if (request->input == INPUT_FILE) {
    struct stat found;
    *error = get_open(session->root, request->stdin_path, UINT64_MAX, reader, &found);
    return SESSION_ENDED;
  }
  struct incoming file;
  input_begin(&file, reader, session->root, request->stdin_size);
  enum session_status status = take_data(session, &file);
  if (file.descriptor >= 0) {
    close(file.descriptor);
  }
  *error = file.error;
  return status;
}

/* A pipe whose other end the node feeds. */
static int live_input(struct session *session, int *reader) {
  int pipe[2];
  if (pipe2(pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
    return errno;
  }
  /* The program's end is to block, as every other input does; it is not shared with ours. */
  if (fcntl(pipe[0], F_SETFL, 0) != 0) {
    int error = errno;
    close(pipe[0]);
    close(pipe[1]);
    return error;
  }
  *reader = pipe[0];
  feed_begin(&session->feed, pipe[1]);
  return 0;
}

enum session_status exchange_step(struct session *session, const struct frame *frame) {
  struct step_request request;
  int error = step_decode(frame, &request);
  if (error != 0) {
    return error == EPROTO ? SESSION_PROTOCOL : SESSION_LOST;
  }
  int reader = -1;
  session->steps++;
  session->killed = 0;
  feed_begin(&session->feed, -1);
  enum session_status status = SESSION_ENDED;
  if (request.input == INPUT_LIVE) {
    error = live_input(session, &reader);
  } else {
    status = ready_input(session, &request, &reader, &error);
  }
  if (status == SESSION_ENDED) {
    status = step_run(session, &request, reader, error);
  } else if (reader >= 0) {
    close(reader);
  }
  feed_end(&session->feed);
  step_free(&request);
  return status;
}
