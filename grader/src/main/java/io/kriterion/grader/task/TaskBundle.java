package io.kriterion.grader.task;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.text.TaskText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A task that came with its files, not from a directory of this machine: its files are in memory,
 * in a file system of their own that nothing of this machine can be reached from; it lives as long
 * as a task that was read there. For one thread.
 */
public final class TaskBundle {

  /** The most files. */
  public static final int MOST_FILES = 20_000;

  /** The most parts of a file's path, its name among them. */
  public static final int MOST_PARTS = 32;

  /** The most directories that the files lie in, those that these lie in among them. */
  public static final int MOST_DIRECTORIES = 2_000;

  /* Every file takes whole blocks: most are small, and there may be many. */
  private static final int BLOCK_BYTES = 512;

  private static final Configuration IN_MEMORY =
      Configuration.unix().toBuilder()
          .setAttributeViews("basic", "posix")
          .setBlockSize(BLOCK_BYTES)
          .build();

  private final FileSystem files = Jimfs.newFileSystem(IN_MEMORY);
  private final Path directory = files.getPath("/task");
  private final Set<String> directories = new HashSet<>();
  private int count;

  /** A bundle without files. */
  public TaskBundle() {
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("a directory in memory cannot be made", e);
    }
  }

  /**
   * Adds a file.
   *
   * @param path relative to the task's directory, without empty, {@code .} and {@code ..} parts
   * @throws GraderException of class TASK when there can be no such file, it is there already, or a
   *     bound is not kept
   */
  public void add(String path, byte[] content, boolean executable) {
    Optional<String> problem = TaskText.problem(TaskText.PATH, path);
    if (problem.isPresent()) {
      throw refused("a file of the task: " + problem.get());
    }
    count++;
    if (count > MOST_FILES) {
      throw refused("more than " + MOST_FILES + " files of the task (expected: fewer)");
    }
    countDirectories(path);
    Path file = directory.resolve(path);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Set<PosixFilePermission> permissions =
          EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      if (executable) {
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
      }
      Files.setPosixFilePermissions(file, permissions);
    } catch (FileAlreadyExistsException e) {
      throw refused("the task's file " + path + " comes twice, or is a directory of another");
    } catch (FileSystemException e) {
      throw refused("the task's file " + path + " lies below another file");
    } catch (IOException e) {
      throw new UncheckedIOException("a file in memory cannot be written", e);
    }
  }

  /* Before any is made: a directory takes far more memory than its name. */
  private void countDirectories(String path) {
    if (path.chars().filter(character -> character == '/').count() >= MOST_PARTS) {
      throw refused(
          "the task's file "
              + path
              + " lies too deep (expected: at most "
              + MOST_PARTS
              + " parts)");
    }
    for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      directories.add(path.substring(0, end));
    }
    if (directories.size() > MOST_DIRECTORIES) {
      throw refused(
          "more than " + MOST_DIRECTORIES + " directories of the task's files (expected: fewer)");
    }
  }

  /**
   * Reads the task; its files are those that were added, and in memory also afterwards.
   *
   * @param text the task, YAML or JSON
   * @throws TaskFormatException as of {@link TaskReader#read}
   */
  public Task read(byte[] text) {
    Path file = files.getPath("task.yaml");
    try {
      Files.write(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("a file in memory cannot be written", e);
    }
    return TaskReader.read(file, directory).task();
  }

  private static GraderException refused(String problem) {
    return new GraderException(FailureClass.TASK, problem);
  }
}
