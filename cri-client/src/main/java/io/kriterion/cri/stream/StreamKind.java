package io.kriterion.cri.stream;

import org.jspecify.annotations.Nullable;

/** The streams of an exec, with their names in SPDY and their numbers in WebSocket. */
enum StreamKind {
  STDIN("stdin", 0),
  STDOUT("stdout", 1),
  STDERR("stderr", 2),
  /** Carries the exit status, at the end. */
  ERROR("error", 3),
  /** Carries the terminal's size. */
  RESIZE("resize", 4);

  private final String type;
  private final int channel;

  StreamKind(String type, int channel) {
    this.type = type;
    this.channel = channel;
  }

  String type() {
    return type;
  }

  int channel() {
    return channel;
  }

  /** The stream with this number, or null. */
  static @Nullable StreamKind ofChannel(int channel) {
    for (StreamKind kind : values()) {
      if (kind.channel == channel) {
        return kind;
      }
    }
    return null;
  }
}
