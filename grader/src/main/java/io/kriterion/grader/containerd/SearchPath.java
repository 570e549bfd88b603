package io.kriterion.grader.containerd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where programs are looked for, first match wins.
 *
 * @param directories absolute directories, in order
 */
public record SearchPath(List<Path> directories) {

  /** Copies the list. */
  public SearchPath {
    directories = List.copyOf(directories);
  }

  /** The PATH of this process, and the administrator's directories that a user's PATH lacks. */
  public static SearchPath ofEnvironment() {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return new SearchPath(
        Stream.concat(
                Stream.of(path.split(":", -1)),
                Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin"))
            .filter(directory -> directory.startsWith("/"))
            .map(Path::of)
            .distinct()
            .toList());
  }

  /** The same, after these. */
  SearchPath after(List<Path> first) {
    return new SearchPath(Stream.concat(first.stream(), directories.stream()).distinct().toList());
  }

  /** The first executable file of this name. */
  public Optional<Path> find(String program) {
    return directories.stream()
        .map(directory -> directory.resolve(program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /**
   * The same for a program that must be there.
   *
   * @throws ContainerdException naming the Debian package that has it
   */
  Path require(String program, String debianPackage) {
    return find(program)
        .orElseThrow(() ->
            new ContainerdException(
                program
                    + " is not installed (apt-get install "
                    + debianPackage
                    + ", or: sudo bin/setup)"));
  }

  /** In the form of the variable PATH. */
  String text() {
    return directories.stream().map(Path::toString).collect(Collectors.joining(":"));
  }
}
