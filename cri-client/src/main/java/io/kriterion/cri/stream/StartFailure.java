package io.kriterion.cri.stream;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Reads why a command did not start from the words of runc, crun and gVisor. */
final class StartFailure {

  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;

  /** What quotes a working directory or an id, not the command. */
  private static final List<String> OTHER =
      List.of("chdir to cwd", "chdir to ", "container not found", "not running", "cannot exec in");

  private static final List<String> EXECUTABLE =
      List.of(
          "permission denied",
          "exec format error",
          "is a directory",
          "text file busy",
          // what crun says of a directory and of a plain file, before 1.20 and since
          "open executable: operation not permitted",
          "is not a regular file",
          "exists but it is not executable");

  private static final List<String> FOUND =
      List.of("executable file not found", "executable file `", "no such file or directory");

  private StartFailure() {}

  static OptionalInt shellCode(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    if (OTHER.stream().anyMatch(text::contains)) {
      return OptionalInt.empty();
    }
    if (EXECUTABLE.stream().anyMatch(text::contains)) {
      return OptionalInt.of(NOT_EXECUTABLE);
    }
    return FOUND.stream().anyMatch(text::contains)
        ? OptionalInt.of(NOT_FOUND)
        : OptionalInt.empty();
  }
}
