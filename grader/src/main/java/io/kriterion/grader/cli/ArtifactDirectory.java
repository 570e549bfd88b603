package io.kriterion.grader.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A new directory with the artifacts of one grading. Their names are made of the task's own words:
 * a number, which counts the artifacts that the task names, and the last part of the path. The
 * directory is held by its descriptor, and only files that were not there are written, for their
 * owner alone: nothing is written anywhere else, whoever puts links in the way.
 *
 * <p>What is in it after {@link #close} belongs to a result; without one, nothing is left. Not
 * thread-safe.
 */
final class ArtifactDirectory implements Consumer<Event>, AutoCloseable {

  private static final int LONGEST_NAME = 255;

  private record Artifact(String step, String path) {}

  private final Path path;
  private final boolean made;
  private final SecureDirectoryStream<Path> directory;
  private final Map<Artifact, Path> names;
  private final List<Path> written = new ArrayList<>();
  private @Nullable SeekableByteChannel open;
  private boolean finished;

  private ArtifactDirectory(
      Path path, boolean made, SecureDirectoryStream<Path> directory, Map<Artifact, Path> names) {
    this.path = path;
    this.made = made;
    this.directory = directory;
    this.names = names;
  }

  /**
   * Makes the directory, or takes one that is empty.
   *
   * @param path no link itself; what it is in is there
   * @param task whose artifacts it is for
   * @throws GraderException of class TASK when it cannot be had so
   */
  static ArtifactDirectory open(Path path, Task task) {
    Path absolute = path.toAbsolutePath().normalize();
    Map<Artifact, Path> names = names(task);
    try {
      boolean made = make(absolute);
      SecureDirectoryStream<Path> directory = enter(absolute);
      if (directory.iterator().hasNext()) {
        directory.close();
        throw new GraderException(
            FailureClass.TASK,
            "artifacts: " + path + " is not empty; name a new directory, or an empty one");
      }
      return new ArtifactDirectory(absolute, made, directory, names);
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.TASK,
          "artifacts: "
              + path
              + " cannot be made, or is no directory of its own; name a new one: "
              + e.getMessage(),
          e);
    }
  }

  private static boolean make(Path path) throws IOException {
    try {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /* By way of the directory above, which alone can say that no link is followed. */
  private static SecureDirectoryStream<Path> enter(Path path) throws IOException {
    Path above = path.getParent();
    Path name = path.getFileName();
    if (above == null || name == null) {
      throw new IOException("it is the root directory");
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(above)) {
      if (stream instanceof SecureDirectoryStream<Path> parent) {
        return parent.newDirectoryStream(name, NOFOLLOW_LINKS);
      }
      throw new IOException("this system cannot hold a directory by its descriptor");
    }
  }

  private static Map<Artifact, Path> names(Task task) {
    Map<Artifact, Path> names = new HashMap<>();
    for (Step step : task.steps()) {
      for (String artifact : step.artifacts()) {
        String name = name(names.size() + 1, artifact);
        try {
          names.put(new Artifact(step.name(), artifact), Path.of(name));
        } catch (InvalidPathException e) {
          throw new GraderException(
              FailureClass.TASK,
              "artifacts: " + name + " is no file name under this locale (try LC_ALL=C.UTF-8)",
              e);
        }
      }
    }
    return names;
  }

  /* The end of a long name stays: it says what kind of file it is. */
  private static String name(int number, String path) {
    String prefix = String.format(Locale.ROOT, "%03d-", number);
    String last = path.substring(path.lastIndexOf('/') + 1);
    while (prefix.length() + last.getBytes(UTF_8).length > LONGEST_NAME) {
      last = last.substring(Character.charCount(last.codePointAt(0)));
    }
    return prefix + last;
  }

  /** How many artifacts are in it. */
  int count() {
    return written.size();
  }

  /** How many artifacts the task names. */
  int expected() {
    return names.size();
  }

  /**
   * Writes an artifact's piece.
   *
   * @throws GraderException of class NODE when it cannot be written
   */
  @Override
  public void accept(Event event) {
    if (event instanceof Event.Artifact piece) {
      Path name = Objects.requireNonNull(names.get(new Artifact(piece.step(), piece.path())));
      try {
        write(name, piece);
      } catch (IOException e) {
        GraderException failure = failed("cannot write " + path.resolve(name), e);
        dropHalf(failure);
        throw failure;
      }
    } else if (event instanceof Event.Retrying) {
      discard();
    } else if (event instanceof Event.Finished) {
      finished = true;
    }
  }

  private void write(Path name, Event.Artifact piece) throws IOException {
    if (piece.offset() == 0) {
      open =
          directory.newByteChannel(
              name,
              Set.of(WRITE, CREATE_NEW, NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      written.add(name);
    }
    SeekableByteChannel file = Objects.requireNonNull(open);
    ByteBuffer bytes = ByteBuffer.wrap(piece.data().toArray());
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    if (piece.isLast()) {
      open = null;
      file.close();
    }
  }

  private void dropHalf(GraderException failure) {
    try {
      if (open != null) {
        open.close();
        open = null;
        directory.deleteFile(written.removeLast());
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void discard() {
    try {
      if (open != null) {
        open.close();
        open = null;
      }
      for (Path name : written) {
        directory.deleteFile(name);
      }
      written.clear();
    } catch (IOException e) {
      throw failed("cannot empty " + path, e);
    }
  }

  /** Lets go of the directory; where there was no result, empties and removes what it made. */
  @Override
  public void close() {
    try (directory) {
      if (finished) {
        return;
      }
      discard();
      if (made) {
        Files.deleteIfExists(path);
      }
    } catch (DirectoryNotEmptyException e) {
      // somebody else has put something there: it is theirs
    } catch (IOException e) {
      throw failed("cannot let go of " + path, e);
    }
  }

  private static GraderException failed(String what, IOException cause) {
    return new GraderException(
        FailureClass.NODE, "artifacts: " + what + ": " + cause.getMessage(), cause);
  }
}
