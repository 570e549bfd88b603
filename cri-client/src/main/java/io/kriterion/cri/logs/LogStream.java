package io.kriterion.cri.logs;

import org.jspecify.annotations.Nullable;

/** Where a container wrote a line to. */
public enum LogStream {
  /** The standard output; with a terminal, both outputs. */
  STDOUT,
  /** The error output. */
  STDERR;

  static @Nullable LogStream of(String name) {
    return switch (name) {
      case "stdout" -> STDOUT;
      case "stderr" -> STDERR;
      default -> null;
    };
  }
}
