package io.kriterion.it.cri;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A containerd of this machine: the installed one, or one that {@code
 * src/test/sh/fetch-containerds} has unpacked beside it.
 *
 * @param name as tests are named after it
 * @param programs where its programs are; nowhere special for the installed one
 */
record Release(String name, Optional<Path> programs) {

  static final Release INSTALLED = new Release("installed", Optional.empty());

  private static final List<String> SUITES = List.of("trixie", "testing");

  /** All of them; says which ones are missing. */
  static List<Release> all() {
    Path cache =
        Path.of(
                Optional.ofNullable(System.getenv("KRITERION_CACHE"))
                    .orElse("/var/cache/kriterion"))
            .resolve("containerd");
    List<Release> all = new ArrayList<>(List.of(INSTALLED));
    for (String suite : SUITES) {
      Path programs = cache.resolve(suite);
      if (Files.isExecutable(programs.resolve("containerd"))) {
        all.add(new Release(suite, Optional.of(programs)));
      } else {
        System.out.println(
            "the containerd of Debian "
                + suite
                + " is not tested: it is not in "
                + programs
                + " (integration-tests/src/test/sh/fetch-containerds)");
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return name;
  }
}
