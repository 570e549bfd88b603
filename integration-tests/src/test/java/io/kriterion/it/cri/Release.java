package io.kriterion.it.cri;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A containerd to be tested: the installed one, one that {@code src/test/sh/fetch-containerds} has
 * unpacked beside it, or one that runs already.
 *
 * @param name as tests are named after it
 * @param programs where its programs are; nowhere special for the installed one
 * @param endpoint the socket of one that runs already
 */
record Release(String name, Optional<Path> programs, Optional<Path> endpoint) {

  static final Release INSTALLED = new Release("installed", Optional.empty(), Optional.empty());

  private static final List<String> SUITES = List.of("trixie", "testing");

  /** Whether it has brought a runtime of its own with it. */
  boolean has(String runtime) {
    return programs.filter(all -> Files.isExecutable(all.resolve(runtime))).isPresent();
  }

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
        all.add(new Release(suite, Optional.of(programs), Optional.empty()));
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

  /**
   * The one whose socket is in KRITERION_KATA_ENDPOINT, for handlers that need more than this
   * machine.
   */
  static Optional<Release> elsewhere() {
    String endpoint = System.getenv().getOrDefault("KRITERION_KATA_ENDPOINT", "");
    if (endpoint.isEmpty()) {
      System.out.println(
          "kata is not tested: KRITERION_KATA_ENDPOINT names no endpoint that has it");
      return Optional.empty();
    }
    Path socket = Path.of(endpoint.replaceFirst("^unix://", ""));
    return Optional.of(new Release("endpoint", Optional.empty(), Optional.of(socket)));
  }

  @Override
  public String toString() {
    return name;
  }
}
