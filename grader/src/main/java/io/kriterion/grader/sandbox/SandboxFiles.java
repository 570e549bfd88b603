package io.kriterion.grader.sandbox;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory on the host that belongs to one sandbox: the programs and files that its container
 * binds, and the mount point of its workspace. Nothing that a submission writes is ever in it, but
 * for the mounted workspace.
 */
final class SandboxFiles implements AutoCloseable {

  private static final String HOSTS = "127.0.0.1\tlocalhost sandbox\n";

  private final Path directory;

  private SandboxFiles(Path directory) {
    this.directory = directory;
  }

  static SandboxFiles create(Path directory) {
    SandboxFiles files = new SandboxFiles(directory);
    try {
      Files.createDirectories(directory);
      Files.createDirectory(files.workspace());
      InitProgram.copyTo(files.init());
      Files.writeString(files.hosts(), HOSTS);
      Files.writeString(files.resolvConf(), "");
      return files;
    } catch (IOException e) {
      GraderException failure =
          new GraderException(
              FailureClass.NODE, "cannot prepare " + directory + ": " + e.getMessage(), e);
      try {
        files.close();
      } catch (GraderException cleanup) {
        failure.addSuppressed(cleanup);
      }
      throw failure;
    }
  }

  Path init() {
    return directory.resolve("kriterion-init");
  }

  Path hosts() {
    return directory.resolve("hosts");
  }

  Path resolvConf() {
    return directory.resolve("resolv.conf");
  }

  Path workspace() {
    return directory.resolve("workspace");
  }

  /**
   * Removes the directory, by the names that are known: if the workspace is still mounted, that is
   * a failure and nothing of it is touched.
   */
  @Override
  public void close() {
    try {
      for (Path known : List.of(init(), hosts(), resolvConf(), workspace(), directory)) {
        Files.deleteIfExists(known);
      }
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.NODE, "cannot remove " + directory + ": " + e.getMessage(), e);
    }
  }
}
