package io.kriterion.grader.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A machine that a test makes up below a directory. */
final class MadeUp {

  private final Path root;

  MadeUp(Path root) {
    this.root = root;
  }

  Machine machine() {
    return new Machine(root);
  }

  /** With a file of this text. */
  MadeUp with(String absolute, String text) {
    try {
      Path file = root.resolve(absolute.substring(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only thing that a check finds. */
  static Finding only(Check check) {
    List<Finding> findings = check.look();
    if (findings.size() != 1) {
      throw new AssertionError("not one finding: " + findings);
    }
    return findings.getFirst();
  }
}
