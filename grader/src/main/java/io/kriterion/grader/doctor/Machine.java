package io.kriterion.grader.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A machine's files.
 *
 * @param root what its absolute paths begin at
 */
record Machine(Path root) {

  /** The one that this runs on. */
  static final Machine THIS = new Machine(Path.of("/"));

  /** A path of the machine, such as {@code /proc/swaps}. */
  Path at(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  boolean has(String absolute) {
    return Files.exists(at(absolute));
  }

  /** The text of a small file, without white space around it; empty where it cannot be read. */
  Optional<String> read(String absolute) {
    try {
      return Optional.of(Files.readString(at(absolute), StandardCharsets.ISO_8859_1).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
