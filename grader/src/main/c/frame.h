/* Frames of PROTOCOL.md: taking them out of a byte stream, decoding and encoding their payloads. No input or output here. */
#ifndef KRITERION_FRAME_H
#define KRITERION_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum frame_type {
  FRAME_PUT = 0x01,
  FRAME_DATA = 0x02,
  FRAME_STEP = 0x03,
  FRAME_KILL = 0x04,
  FRAME_END = 0x05,
  FRAME_OPEN = 0x06,
  FRAME_CREDIT = 0x07,
  FRAME_FEED = 0x08,
  FRAME_CLOSE = 0x09,
  FRAME_SIGNAL = 0x0a,
  FRAME_GET = 0x0b,
  FRAME_ACK = 0x0c,
  FRAME_HELLO = 0x41,
  FRAME_OK = 0x42,
  FRAME_ERROR = 0x43,
  FRAME_STDOUT = 0x44,
  FRAME_STDERR = 0x45,
  FRAME_EXIT = 0x46,
  FRAME_BYE = 0x47,
  FRAME_FED = 0x48,
  FRAME_FILE = 0x49,
  FRAME_CONTENT = 0x4a,
  FRAME_ENDED = 0x4b,
};

/* What a program reads from its standard input. */
enum input_kind { INPUT_BYTES = 0, INPUT_FILE = 1, INPUT_LIVE = 2 };

/* The streams that CREDIT names. */
enum { STREAM_OUTPUT = 1, STREAM_ERRORS = 2 };

enum kill_reason { KILL_CPU_LIMIT = 1, KILL_CANCELLED = 2 };

enum { FRAME_HEADER = 5, FRAME_MAX_PAYLOAD = 1048576, FRAME_MAX_DATA = 65536, FRAME_EXIT_PAYLOAD = 70 };

struct frame {
  uint8_t type;
  uint32_t length;
  const uint8_t *payload; /* inside the reader's buffer: gone with the next call on the reader */
};

/* Bytes received and not yet taken. All zero is an empty reader. Grows only for the frame that needs it, shrinks when it is empty. */
struct frame_reader {
  uint8_t *bytes;
  size_t capacity;
  size_t start;
  size_t end;
};

/* Room for at least one more byte at *where, `size` of it; false when memory is out. */
bool frame_room(struct frame_reader *reader, uint8_t **where, size_t *size);

/* Says that `size` bytes were written at the place that frame_room gave. */
void frame_received(struct frame_reader *reader, size_t size);

/* Takes the next frame that the node may send: 1 taken, 0 more bytes needed, -1 the bytes break the protocol. */
int frame_next(struct frame_reader *reader, struct frame *frame);

void frame_reader_free(struct frame_reader *reader);

bool kill_reason_known(uint8_t reason);

/* Whether a frame is for a running step only, and so means nothing once that has ended. */
bool frame_for_running_step(uint8_t type);

uint32_t decode_u32(const uint8_t *at);

struct put_request {
  uint32_t mode;
  uint64_t size;
  char *path; /* owned */
};

struct get_request {
  uint64_t most;
  char *path; /* owned */
};

struct step_request {
  uint64_t wall_limit_ns;
  uint64_t cpu_limit_ns;
  uint64_t output_limit;
  uint64_t file_size_limit;
  uint64_t stack_limit;
  uint32_t open_files;
  uint32_t processes;
  uint32_t credit; /* bytes of each output that may be sent before the node gives more */
  uint8_t input;   /* enum input_kind */
  uint64_t stdin_size;
  char *stdin_path;
  char *directory;
  char **argv; /* NULL-terminated, at least one entry */
  char **env;  /* NULL-terminated */
  const uint8_t *payload; /* what all this was taken from */
  uint32_t length;
  void *block; /* the one allocation behind all of the above */
};

/* Each fills its request from a frame of that type: 0, EPROTO, or ENOMEM. Free what was filled. */
int put_decode(const struct frame *frame, struct put_request *request);
void put_free(struct put_request *request);
int get_decode(const struct frame *frame, struct get_request *request);
void get_free(struct get_request *request);
int step_decode(const struct frame *frame, struct step_request *request);
void step_free(struct step_request *request);

/* What an EXIT frame says. */
struct step_exit {
  uint8_t kind;
  uint32_t value;
  uint8_t cause;
  uint64_t user_ns;
  uint64_t system_ns;
  uint64_t init_ns;
  uint64_t wall_ns;
  uint64_t peak_bytes;
  uint64_t stdout_bytes;
  uint64_t stderr_bytes;
  uint64_t seal;
};

/* Encoders: each writes at `at`, which must have room, and returns the place after what it wrote. */
uint8_t *encode_u16(uint8_t *at, uint16_t value);
uint8_t *encode_u32(uint8_t *at, uint32_t value);
uint8_t *encode_u64(uint8_t *at, uint64_t value);
uint8_t *encode_header(uint8_t *at, uint8_t type, uint32_t length);
uint8_t *encode_exit(uint8_t *at, const struct step_exit *exit); /* payload only: FRAME_EXIT_PAYLOAD bytes */

#endif
