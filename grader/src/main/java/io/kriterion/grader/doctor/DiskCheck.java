package io.kriterion.grader.doctor;

import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Room on the disks of the node and of containerd. */
final class DiskCheck implements Check {

  /** Asks a disk for its room. */
  @FunctionalInterface
  interface Room {
    long bytes(Path existing) throws IOException;
  }

  private static final ByteSize LEAST = ByteSize.ofGibibytes(1);
  private static final ByteSize ENOUGH = ByteSize.ofGibibytes(5);

  private final Map<String, Path> places;
  private final Room room;

  /**
   * The check.
   *
   * @param places what is where; a directory that is not there counts as what it would be made in
   */
  DiskCheck(Map<String, Path> places, Room room) {
    this.places = places;
    this.room = room;
  }

  /* What an unprivileged program could still use, as the kernel says. */
  static long usable(Path existing) throws IOException {
    return Files.getFileStore(existing).getUsableSpace();
  }

  @Override
  public List<Finding> look() {
    return places.entrySet().stream().map(place -> look(place.getKey(), place.getValue())).toList();
  }

  private Finding look(String name, Path place) {
    String check = "disk of " + name;
    try {
      long free = room.bytes(existing(place));
      String found = place + ": " + (free >> 20) + " MiB free";
      String advice = "free some: images and submissions lie there";
      if (free < LEAST.bytes()) {
        return Finding.problem(check, found + ", less than " + LEAST, advice);
      }
      return free < ENOUGH.bytes()
          ? Finding.warning(check, found + ", less than " + ENOUGH, advice)
          : Finding.ok(check, found);
    } catch (IOException e) {
      return Finding.warning(
          check, place + " cannot be looked at: " + e.getMessage(), "see whether it is mounted");
    }
  }

  private static Path existing(Path place) {
    Path at = place.toAbsolutePath();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }
}
