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

  /** Those that a process has left in a directory. */
  static SandboxFiles left(Path directory) {
    return new SandboxFiles(directory);
  }

  static SandboxFiles create(Path directory, int user) {
    SandboxFiles files = new SandboxFiles(directory);
    try {
      Files.createDirectories(directory);
      Files.createDirectory(files.workspace());
      InitProgram.copyTo(files.init());
      Files.writeString(files.hosts(), HOSTS);
      Files.writeString(files.resolvConf(), "");
      Files.writeString(files.passwd(), users(user));
      Files.writeString(files.group(), groups(user));
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

  /* Programs look their user up by number: one without a name cannot use ssh, git or a database. */
  private static String users(int user) {
    return """
    root:x:0:0:root:/root:/bin/sh
    submission:x:%1$d:%1$d:submission:%2$s:/bin/sh
    nobody:x:65534:65534:nobody:/nonexistent:/bin/false
    """
        .formatted(user, SandboxSpecs.WORK);
  }

  private static String groups(int user) {
    return """
    root:x:0:
    submission:x:%d:
    nogroup:x:65534:
    """
        .formatted(user);
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

  Path passwd() {
    return directory.resolve("passwd");
  }

  Path group() {
    return directory.resolve("group");
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
      for (Path known :
          List.of(init(), hosts(), resolvConf(), passwd(), group(), workspace(), directory)) {
        Files.deleteIfExists(known);
      }
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.NODE, "cannot remove " + directory + ": " + e.getMessage(), e);
    }
  }
}
