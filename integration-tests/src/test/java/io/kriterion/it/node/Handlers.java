package io.kriterion.it.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The runtime handlers that this machine can have. */
public final class Handlers {

  private Handlers() {}

  /** Those that conform in everything: the programs of this machine among runc and crun. */
  public static Stream<String> conforming() {
    return Stream.of("runc", "crun").filter(Handlers::installed);
  }

  /** Whether there is a program of that name in the usual places. */
  public static boolean installed(String program) {
    return List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
        .stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
