package io.kriterion.grader.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.TaskText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The paths that a configuration names. Files that it needs are looked at, relative ones from the
 * configuration's directory.
 */
final class ConfigFiles {
  private static final int LONGEST_PATH = 4000;
  private static final int MOST_BYTES = 4096;

  private final Path configuration;
  private final Path directory;
  private final BoundedValues values;

  ConfigFiles(Path configuration, BoundedValues values) {
    this.configuration = configuration;
    this.directory =
        Optional.ofNullable(configuration.toAbsolutePath().getParent()).orElse(Path.of("/"));
    this.values = values;
  }

  /** An absolute path to something that need not be there yet. */
  Optional<Path> absolute(Node node, String place) {
    return values
        .yaml()
        .parsed(
            node,
            place,
            text -> {
              Path path = path(text);
              if (!path.isAbsolute()) {
                throw new IllegalArgumentException(
                    Printable.quote(text) + " (expected: an absolute path, such as /var/lib/x)");
              }
              return path.normalize();
            });
  }

  /** A file that is there and can be read. */
  Optional<Path> readable(Node node, String place) {
    return values.yaml().parsed(node, place, this::existing);
  }

  /** A file that is there, can be read, and cannot be read by everybody. */
  Optional<Path> secret(Node node, String place) {
    return values.yaml().parsed(node, place, text -> guarded(existing(text)));
  }

  /** The first line of a file as {@link #secret} takes it, without white space around it. */
  Optional<String> firstLineOfSecret(Node node, String place) {
    return secret(node, place)
        .flatMap(file -> {
          try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MOST_BYTES), ISO_8859_1);
            return Optional.of(text.lines().findFirst().orElse("").strip());
          } catch (IOException e) {
            return values.yaml().problem(node, place, quote(file) + " cannot be read");
          }
        });
  }

  /** A secret that stands in the configuration itself, which cannot be read by everybody. */
  Optional<String> writtenSecret(Node node, String place) {
    try {
      if (isOpenToEverybody(configuration)) {
        return values
            .yaml()
            .problem(
                node,
                place,
                quote(configuration)
                    + " can be read by everybody (do: chmod o= FILE, or use secret-file)");
      }
    } catch (IOException e) {
      return values.yaml().problem(node, place, quote(configuration) + " cannot be looked at");
    }
    return values.yaml().text(node, place);
  }

  private Path existing(String text) {
    Path file = directory.resolve(path(text)).normalize();
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(quote(file) + ": no such file");
    } else if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(quote(file) + " is not a regular file");
    } else if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(quote(file) + " cannot be read by this user");
    }
    return file;
  }

  private static Path guarded(Path file) {
    try {
      if (isOpenToEverybody(file)) {
        throw new IllegalArgumentException(
            quote(file) + " can be read by everybody (do: chmod o= FILE)");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(quote(file) + " cannot be looked at", e);
    }
    return file;
  }

  private static boolean isOpenToEverybody(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
  }

  private static Path path(String text) {
    boolean prints = text.codePoints().allMatch(TaskText::isPrintable);
    if (text.isEmpty() || text.length() > LONGEST_PATH || !prints) {
      throw new IllegalArgumentException(
          Printable.quote(text) + " is not a path (expected: on one line, nothing invisible)");
    }
    return Path.of(text);
  }

  private static String quote(Path file) {
    return '"' + Printable.path(file.toString()) + '"';
  }
}
