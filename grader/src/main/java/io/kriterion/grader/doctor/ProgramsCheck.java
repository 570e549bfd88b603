package io.kriterion.grader.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The programs that sandboxes are made with: containerd and the runtimes, and their releases. */
final class ProgramsCheck implements Check {

  private static final List<String> RUNTIMES =
      List.of("runc", "crun", "runsc", "containerd-shim-kata-v2");

  private final Programs programs;
  private final Function<Path, Optional<String>> version;

  ProgramsCheck(Programs programs, Function<Path, Optional<String>> version) {
    this.programs = programs;
    this.version = version;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        found("containerd")
            .orElseGet(() ->
                Finding.problem(
                    "containerd",
                    "containerd is not installed",
                    "install it, such as with: apt-get install containerd")));
    boolean any = false;
    for (String runtime : RUNTIMES) {
      Optional<Finding> finding = found(runtime);
      any |= finding.isPresent();
      findings.add(finding.orElseGet(() -> Finding.ok(runtime, "not installed")));
    }
    if (!any) {
      findings.add(
          Finding.problem(
              "runtimes",
              "none of runc, crun, runsc and Kata is installed",
              "install one, such as with: apt-get install runc"));
    }
    return findings;
  }

  private Optional<Finding> found(String program) {
    return programs
        .find(program)
        .map(file ->
            version
                .apply(file)
                .map(text -> KnownHoles.judge(program, program, file + ": " + text))
                .orElseGet(() ->
                    Finding.warning(
                        program,
                        file + " does not say its version",
                        "see whether it works: " + file + " --version")));
  }
}
