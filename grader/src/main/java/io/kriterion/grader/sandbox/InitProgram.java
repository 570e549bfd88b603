package io.kriterion.grader.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The C programs that this archive brings along, built from {@code src/main/c}. */
public final class InitProgram {

  private static final String RESOURCES = "/io/kriterion/grader/init/";

  /* The archive holds them deflated, and every sandbox gets a copy. */
  private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();

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
    byte[] program = READ.get(resource);
    if (program == null) {
      program = read(resource);
      READ.put(resource, program);
    }
    Files.write(file, program, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream program = InitProgram.class.getResourceAsStream(resource)) {
      if (program == null) {
        throw new IOException(resource + " is not in the program's archive; build it again");
      }
      return program.readAllBytes();
    }
  }
}
