package io.kriterion.cri.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Mounts below a directory, made where the runtime sees them. Closing takes all of them away.
 *
 * <p>The directory becomes a mount that tells its copies what is mounted below, as a runtime wants
 * it that is to pass later mounts on.
 */
final class HostMounts implements AutoCloseable {

  private final TestedRuntime runtime;
  private final Path directory;

  HostMounts(TestedRuntime runtime, Path directory) throws IOException {
    this.runtime = runtime;
    this.directory = directory;
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    String path = directory.toString();
    runtime.onHost("mount", "--bind", path, path);
    try {
      runtime.onHost("mount", "--make-shared", path);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Mounts a file system of its own, that anybody may write to, with a {@code file} in it. */
  void tmpfs(String name) throws IOException {
    String path = Files.createDirectories(directory.resolve(name)).toString();
    runtime.onHost("mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "none", path);
    runtime.onHost("cp", "/proc/version", path + "/file");
  }

  /** Whether something is mounted there, as the runtime sees it. */
  boolean has(String name) throws IOException {
    return runtime
        .onHost("cat", "/proc/self/mounts")
        .lines()
        .anyMatch(line -> line.contains(" " + directory.resolve(name) + " "));
  }

  @Override
  public void close() throws IOException {
    runtime.onHost("umount", "--recursive", "--lazy", directory.toString());
  }
}
