package io.kriterion.grader.containerd;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The low-level runtimes of this machine, under the names that sandboxes ask for.
 *
 * @param found handler name to its program, in the order of preference
 * @param missing handler name to the reason why it is not there
 */
record RuntimeHandlers(Map<String, Path> found, Map<String, String> missing) {

  private static final List<String> KNOWN = List.of("runc", "crun", "runsc");

  /** The one that Debian has without a shim, so that a script drives it. */
  private static final String WRAPPED = "runsc";

  RuntimeHandlers {
    found = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(found));
    missing = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(missing));
  }

  /** Whether a script stands between the shim and the handler's program. */
  static boolean wrapped(String handler) {
    return handler.equals(WRAPPED);
  }

  static RuntimeHandlers discover(SearchPath path) {
    Map<String, Path> found = new LinkedHashMap<>();
    Map<String, String> missing = new LinkedHashMap<>();
    for (String name : KNOWN) {
      Optional<Path> program = path.find(name);
      program.ifPresentOrElse(
          file -> found.put(name, file),
          () -> missing.put(name, name + " is not installed (apt-get install " + name + ")"));
    }
    return new RuntimeHandlers(found, missing);
  }
}
