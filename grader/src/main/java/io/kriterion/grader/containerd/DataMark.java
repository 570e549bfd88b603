package io.kriterion.grader.containerd;

import io.kriterion.grader.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Says in a data directory that it is an instance's, and whose: what has no such mark is never
 * removed.
 *
 * @param state the instance's state directory
 * @param owner the process that started the instance
 */
record DataMark(Path state, ProcessId owner) {

  private static final String FILE = "kriterion-instance";

  void write(Path data) throws IOException {
    Files.writeString(data.resolve(FILE), state + "\n" + owner.text() + "\n");
  }

  static Optional<DataMark> read(Path data) throws IOException {
    try {
      List<String> lines = Files.readAllLines(data.resolve(FILE));
      return lines.size() == 2
          ? ProcessId.parse(lines.get(1)).map(owner -> new DataMark(Path.of(lines.get(0)), owner))
          : Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether the machine was started anew since, so that nothing can use the data any more. Within
   * the same boot a state directory that cannot be seen may be seen by others: programs that have a
   * {@code /run} of their own.
   */
  boolean ofEarlierBoot() {
    return !owner.boot().equals(ProcessId.current().boot());
  }
}
