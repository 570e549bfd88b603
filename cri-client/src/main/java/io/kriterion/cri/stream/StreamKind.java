package io.kriterion.cri.stream;

/** What a stream carries, with its name in SPDY. */
enum StreamKind {
  STDIN("stdin"),
  STDOUT("stdout"),
  STDERR("stderr"),
  /** Carries the status, at the end. */
  ERROR("error"),
  /** Carries the terminal's size. */
  RESIZE("resize"),
  /** Carries a forwarded connection, both ways. */
  DATA("data");

  private final String type;

  StreamKind(String type) {
    this.type = type;
  }

  String type() {
    return type;
  }

  /** Whether bytes come from the runtime on it. */
  boolean incoming() {
    return switch (this) {
      case STDOUT, STDERR, ERROR, DATA -> true;
      case STDIN, RESIZE -> false;
    };
  }

  /** Whether the caller's bytes go that way. */
  boolean input() {
    return this == STDIN || this == DATA;
  }
}
