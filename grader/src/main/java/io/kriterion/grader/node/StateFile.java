package io.kriterion.grader.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file of one line in a node's state directory: there with all of it, or not there. */
final class StateFile {

  private StateFile() {}

  /** Writes it, in the place of what is there; on disk when this returns. For one at a time. */
  static void write(Path file, String line) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, line + "\n");
    try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    keep(file);
  }

  /** Removes it, if it is there; gone from the disk when this returns. */
  static void remove(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      keep(file);
    }
  }

  private static void keep(Path file) throws IOException {
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }
}
