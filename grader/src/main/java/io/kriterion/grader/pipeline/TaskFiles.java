package io.kriterion.grader.pipeline;

import com.google.common.math.LongMath;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.TaskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that one task names: each is read once and in memory once, to however many places it
 * goes. For one thread.
 */
final class TaskFiles {

  /* No array is longer. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

  private final Map<Path, Attributes> known = new HashMap<>();
  private final Map<Path, byte[]> contents = new HashMap<>();

  /* What is known of a file before it is read. */
  private record Attributes(long size, boolean executable) {}

  /**
   * How many bytes the files take in their places, without reading them.
   *
   * @throws GraderException of class TASK when a file cannot be looked at
   */
  long size(List<TaskFile> files) {
    return files.stream()
        .mapToLong(file -> attributesOf(file).size())
        .reduce(0, LongMath::saturatedAdd);
  }

  /**
   * The files with their bytes.
   *
   * @throws GraderException of class TASK when a file cannot be read, or has grown meanwhile
   */
  List<SubmittedFile> read(List<TaskFile> files) {
    return files.stream().map(this::read).toList();
  }

  private SubmittedFile read(TaskFile file) {
    Attributes attributes = attributesOf(file);
    byte[] content =
        contents.computeIfAbsent(file.source(), path -> content(path, attributes.size()));
    return new SubmittedFile(file.target(), attributes.executable(), content);
  }

  private Attributes attributesOf(TaskFile file) {
    return known.computeIfAbsent(file.source(), TaskFiles::attributes);
  }

  private static Attributes attributes(Path path) {
    try {
      PosixFileAttributes found =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new Attributes(
          found.size(), found.permissions().contains(PosixFilePermission.OWNER_EXECUTE));
    } catch (IOException e) {
      throw failure(path, "cannot be read", e);
    }
  }

  private static byte[] content(Path path, long size) {
    if (size > MOST_BYTES) {
      throw failure(path, "is too large (expected: less than 2GiB)", null);
    }
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes((int) size);
      if (in.read() >= 0) {
        throw failure(path, "grows while it is read", null);
      }
      return content;
    } catch (IOException e) {
      throw failure(path, "cannot be read", e);
    }
  }

  private static GraderException failure(Path path, String problem, @Nullable Throwable cause) {
    return new GraderException(FailureClass.TASK, "the task's file " + path + " " + problem, cause);
  }
}
