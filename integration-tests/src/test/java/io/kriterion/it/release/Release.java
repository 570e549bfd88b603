package io.kriterion.it.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The archive of this build. */
final class Release {

  private static final String SUFFIX = ".tar.gz";

  private Release() {}

  /** The archive, which has to be there. */
  static Path archive() {
    Path archive = Path.of(System.getProperty("kriterion.archive", "")).toAbsolutePath();
    assertThat(archive).as("made by: ./mvnw package").isRegularFile();
    return archive.normalize();
  }

  /** Its name and version. */
  static String name() {
    String file = archive().getFileName().toString();
    return file.substring(0, file.length() - SUFFIX.length());
  }

  /** Unpacks it there; the directory that it makes. */
  static Path unpack(Path parent) throws IOException, InterruptedException {
    Program tar = Program.run(Map.of(), "tar", "-xzf", archive(), "-C", parent);
    assertThat(tar.code()).as(tar.stderr()).isZero();
    return parent.resolve(name());
  }
}
