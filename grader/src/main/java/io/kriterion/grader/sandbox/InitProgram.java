package io.kriterion.grader.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The C programs that this archive brings along, built from {@code src/main/c}. */
public final class InitProgram {

  private static final String RESOURCES = "/io/kriterion/grader/init/";

  private InitProgram() {}

  /**
   * Writes the program of that name, executable for everybody.
   *
   * @param file a new file whose last component is the program's name: {@code kriterion-init} or
   *     {@code null-cni}
   * @throws IOException when it cannot be written, or there is no such program
   */
  public static void copyTo(Path file) throws IOException {
    String resource = RESOURCES + file.getFileName();
    try (InputStream program = InitProgram.class.getResourceAsStream(resource)) {
      if (program == null) {
        throw new IOException(resource + " is not in the program's archive; build it again");
      }
      Files.copy(program, file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
  }
}
