package io.kriterion.grader.task;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlValues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The directory of a task's file, and the files below it that the task names; no symbolic link is
 * followed below it.
 */
final class TaskDirectory {
  /**
   * The most bytes of input and expected output that one step names, and that a task names in all.
   */
  static final ByteSize MOST_CONTENT = ByteSize.ofMebibytes(64);

  /** The most entries of all directories in which a task's cases are looked for. */
  static final int MOST_ENTRIES = 20_000;

  private final Path directory;
  private final YamlValues values;
  private final Map<Path, List<String>> listed = new HashMap<>();
  private final SortedMap<String, Path> named = new TreeMap<>();
  private long contentLeft = MOST_CONTENT.bytes();
  private int entriesLeft = MOST_ENTRIES;

  /** The directory is absolute and real, see {@link Path#toRealPath}. */
  TaskDirectory(Path directory, Problems problems) {
    this.directory = directory;
    this.values = new YamlValues(problems);
  }

  /** The regular file that {@code node} names by a relative path. */
  Optional<Path> file(Node node, String place) {
    return values
        .matching(node, place, TaskText.PATH)
        .flatMap(text -> regularFile(text, node, place));
  }

  /** The content of the regular file that {@code node} names by a relative path. */
  Optional<Bytes> content(Node node, String place) {
    return file(node, place).flatMap(path -> read(path, node, place));
  }

  /** The content of the regular file at {@code path}, of {@link TaskText#PATH}'s form. */
  Optional<Bytes> content(String path, Node node, String place) {
    return regularFile(path, node, place).flatMap(file -> read(file, node, place));
  }

  /**
   * The names of what is in the directory at {@code path}, which is empty for the task's own; in no
   * order.
   */
  Optional<List<String>> names(String path, Node node, String place) {
    Optional<Path> found =
        path.isEmpty() ? Optional.of(directory) : withoutLinks(path, node, place);
    return found.flatMap(at -> {
      if (!Files.isDirectory(at, NOFOLLOW_LINKS)) {
        return refuse(node, place, at, "is a file, not a directory");
      }
      List<String> known = listed.get(at);
      return known == null ? list(at, node, place) : Optional.of(known);
    });
  }

  private Optional<List<String>> list(Path at, Node node, String place) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(at)) {
      for (Path entry : entries) {
        if (entriesLeft-- <= 0) {
          entriesLeft = 0;
          return values.problem(
              node,
              place,
              "more than "
                  + MOST_ENTRIES
                  + " files lie in the directories of the task's cases (expected: fewer)");
        }
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (IOException | DirectoryIteratorException e) {
      return refuse(node, place, at, "cannot be read: " + Printable.bare(e.toString()));
    }
    listed.put(at, names);
    return Optional.of(names);
  }

  /** The files that were found, by the paths by which the task names them. */
  SortedMap<String, Path> named() {
    return named;
  }

  /** The path of a file of {@link #file}'s as the task's author names it. */
  String relative(Path file) {
    return directory.relativize(file).toString();
  }

  /** Counts {@code content} against what a task may name in all. */
  Optional<Bytes> counted(Bytes content, Node node, String place) {
    contentLeft -= content.length();
    return contentLeft >= 0 ? Optional.of(content) : tooMuch(node, place);
  }

  private Optional<Path> regularFile(String relative, Node node, String place) {
    return withoutLinks(relative, node, place)
        .flatMap(path -> {
          if (!Files.isRegularFile(path, NOFOLLOW_LINKS)) {
            return refuse(node, place, path, "is a directory (expected: a file)");
          }
          named.put(relative, path);
          return Optional.of(path);
        });
  }

  /** A file or directory, to which no symbolic link leads. */
  private Optional<Path> withoutLinks(String relative, Node node, String place) {
    try {
      Path path = directory;
      for (Path component : directory.getFileSystem().getPath(relative)) {
        if (!Files.isDirectory(path, NOFOLLOW_LINKS)) {
          return refuse(node, place, path, "is a file, not a directory");
        }
        path = path.resolve(component);
        BasicFileAttributes found =
            Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        if (found.isSymbolicLink()) {
          return refuse(node, place, path, "is a symbolic link, which is not followed");
        } else if (found.isOther()) {
          return refuse(node, place, path, "is neither a file nor a directory");
        }
      }
      return Optional.of(path);
    } catch (NoSuchFileException e) {
      return values.problem(
          node, place, Printable.quote(relative) + ": no such file beside the task's file");
    } catch (InvalidPathException e) {
      return values.problem(
          node,
          place,
          Printable.quote(relative) + " is no file name under this locale (try LC_ALL=C.UTF-8)");
    } catch (IOException e) {
      return values.problem(
          node,
          place,
          Printable.quote(relative) + " cannot be read: " + Printable.bare(e.toString()));
    }
  }

  private Optional<Bytes> read(Path path, Node node, String place) {
    try (InputStream in = Files.newInputStream(path, NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(Math.toIntExact(Math.max(0, contentLeft) + 1));
      return counted(Bytes.ofOwned(content), node, place);
    } catch (IOException e) {
      return refuse(node, place, path, "cannot be read: " + Printable.bare(e.toString()));
    }
  }

  private Optional<Bytes> tooMuch(Node node, String place) {
    return values.problem(
        node,
        place,
        "the task's input and expected output are larger than " + MOST_CONTENT + " together");
  }

  private <T> Optional<T> refuse(Node node, String place, Path path, String problem) {
    return values.problem(node, place, Printable.quote(relative(path)) + " " + problem);
  }
}
