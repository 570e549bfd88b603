package io.kriterion.grader.pipeline;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.text.TaskText;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a student has handed in: a file, or a directory with everything in it, read whole before
 * anything runs.
 *
 * <p>A directory is walked by descriptors and no link is ever followed, so that a submission cannot
 * make the host read anything but itself, not even by changing meanwhile. Only regular files and
 * directories with printable names are taken; everything else is refused by its name.
 */
public final class Submission {

  /** The most bytes of all files together. */
  public static final ByteSize MAX_SIZE = new ByteSize(64L << 20);

  /** The most files. */
  public static final int MAX_FILES = 2_000;

  /** The deepest directory. */
  static final int MAX_DEPTH = 32;

  private final List<SubmittedFile> files;

  private Submission(List<SubmittedFile> files) {
    this.files = List.copyOf(files);
  }

  /** A submission without any file: for tasks that bring their own. */
  public static Submission empty() {
    return new Submission(List.of());
  }

  /**
   * A submission that came over the network, by the rules of {@link #read}.
   *
   * @throws GraderException of class TASK, naming the offending file
   */
  public static Submission of(List<SubmittedFile> files) {
    Set<String> taken = new HashSet<>();
    long left = MAX_SIZE.bytes();
    if (files.size() > MAX_FILES) {
      throw refused(
          files.get(MAX_FILES).path(), "is one file too many (at most " + MAX_FILES + ")");
    }
    for (SubmittedFile file : files) {
      String path = file.path();
      Optional<String> problem = TaskText.problem(TaskText.PATH, path);
      if (problem.isPresent()) {
        throw new GraderException(FailureClass.TASK, "submission: " + problem.get());
      }
      if (path.chars().filter(c -> c == '/').count() > MAX_DEPTH) {
        throw refused(path, "is deeper than " + MAX_DEPTH + " directories");
      }
      if (!taken.add(path)) {
        throw refused(path, "comes twice; submit it once");
      }
      left -= file.size();
      if (left < 0) {
        throw refused(path, "makes it larger than " + MAX_SIZE + ", the most there may be");
      }
    }
    for (String path : taken) {
      for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
        if (taken.contains(path.substring(0, end))) {
          throw refused(path, "lies below another file; rename one of them");
        }
      }
    }
    return new Submission(
        files.stream().sorted(Comparator.comparing(SubmittedFile::path)).toList());
  }

  /**
   * Reads what is at {@code path}.
   *
   * @param path a regular file, which keeps its name, or a directory, whose content is taken
   * @throws GraderException of class TASK, naming the offending file, when there is anything that a
   *     submission may not contain
   */
  public static Submission read(Path path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        throw refused(path.toString(), "is a symbolic link; name the file or directory itself");
      }
      Path parent = path.toAbsolutePath().normalize().getParent();
      Path name = path.toAbsolutePath().normalize().getFileName();
      if (parent == null || name == null) {
        throw refused(path.toString(), "is the root directory; name the submission's own");
      }
      Walk walk = new Walk();
      if (attributes.isDirectory()) {
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(path)) {
          walk.directory(secure(directory), "", 0);
        }
      } else {
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(parent)) {
          walk.entry(secure(directory), name, "", 0);
        }
      }
      walk.files.sort(Comparator.comparing(SubmittedFile::path));
      return new Submission(walk.files);
    } catch (NoSuchFileException e) {
      throw new GraderException(
          FailureClass.TASK, "submission " + printable(path.toString()) + ": no such file", e);
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.TASK, "submission " + printable(path.toString()) + ": " + e.getMessage(), e);
    }
  }

  /** The files, in the order of their paths. */
  public List<SubmittedFile> files() {
    return files;
  }

  /** All files together, in bytes. */
  ByteSize size() {
    return new ByteSize(files.stream().mapToLong(SubmittedFile::size).sum());
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> directory)
      throws IOException {
    if (directory instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IOException("this system cannot walk a directory by descriptors");
  }

  private static GraderException refused(String name, String why) {
    return new GraderException(FailureClass.TASK, "submission: " + printable(name) + " " + why);
  }

  /** The text with everything that could disturb a terminal or a line replaced. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(200)
        .forEach(c -> {
          if (isPrintable(c)) {
            safe.appendCodePoint(c);
          } else {
            safe.append("\\u%04x".formatted(c));
          }
        });
    return safe.toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> c != '\ufffd';
    };
  }

  /* One walk over a submission, with what it has found. */
  private static final class Walk {

    private final List<SubmittedFile> files = new ArrayList<>();
    private long left = MAX_SIZE.bytes();

    void directory(SecureDirectoryStream<Path> directory, String prefix, int depth)
        throws IOException {
      if (depth > MAX_DEPTH) {
        throw refused(prefix, "is deeper than " + MAX_DEPTH + " directories");
      }
      for (Path entry : directory) {
        entry(directory, entry.getFileName(), prefix, depth);
      }
    }

    void entry(SecureDirectoryStream<Path> directory, Path name, String prefix, int depth)
        throws IOException {
      String path = prefix + name;
      checkName(name.toString(), path);
      PosixFileAttributes attributes =
          directory
              .getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS)
              .readAttributes();
      if (attributes.isDirectory()) {
        try (SecureDirectoryStream<Path> inner =
            directory.newDirectoryStream(name, NOFOLLOW_LINKS)) {
          directory(inner, path + "/", depth + 1);
        }
      } else if (attributes.isRegularFile()) {
        file(directory, name, path, attributes);
      } else {
        throw refused(
            path,
            attributes.isSymbolicLink()
                ? "is a symbolic link; submit the file that it means"
                : "is neither a file nor a directory; remove it");
      }
    }

    private void file(
        SecureDirectoryStream<Path> directory,
        Path name,
        String path,
        PosixFileAttributes attributes)
        throws IOException {
      if (files.size() == MAX_FILES) {
        throw refused(path, "is one file too many (at most " + MAX_FILES + ")");
      }
      if (attributes.size() > left) {
        throw refused(path, "makes it larger than " + MAX_SIZE + ", the most there may be");
      }
      try (SeekableByteChannel channel =
          directory.newByteChannel(name, Set.of(READ, (java.nio.file.OpenOption) NOFOLLOW_LINKS))) {
        byte[] content = Channels.newInputStream(channel).readNBytes((int) left + 1);
        if (content.length > left) {
          throw refused(path, "grows while it is read");
        }
        left -= content.length;
        boolean executable = attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        files.add(new SubmittedFile(path, executable, content));
      }
    }

    private static void checkName(String name, String path) {
      if (!name.codePoints().allMatch(Submission::isPrintable)) {
        throw refused(
            path, "has a name with a line break or another unprintable character; rename it");
      }
      if (name.equals("..") || name.equals(".") || name.isEmpty()) {
        throw refused(path, "has a name that leads out of its directory; rename it");
      }
    }
  }
}
