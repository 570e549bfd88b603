package io.kriterion.grader.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a crash starts. Where {@code core_pattern} is a pipe, the kernel starts a program on the
 * host for whatever crashes, unless its core limit is exactly 1: kriterion-init sets that, and can
 * only where the runtime's own limit allows it.
 */
final class CoreCheck implements Check {

  private static final String NAME = "core dumps";
  private static final Pattern LIMIT =
      Pattern.compile("(?m)^Max core file size\\s+(\\S+)\\s+(\\S+)");

  private final Machine machine;

  CoreCheck(Machine machine) {
    this.machine = machine;
  }

  @Override
  public List<Finding> look() {
    String pattern = machine.read("/proc/sys/kernel/core_pattern").orElse("");
    if (!pattern.startsWith("|")) {
      return List.of(
          Finding.ok(NAME, "written to files (" + pattern + "): a crash starts nothing"));
    }
    String program = pattern.substring(1).strip().split("\\s+", 2)[0];
    if (hardLimit().filter("0"::equals).isPresent()) {
      return List.of(
          Finding.problem(
              NAME,
              "a crash starts "
                  + program
                  + ", and the runtime's core limit of 0 keeps sandboxes from having one of 1, at"
                  + " which nothing is started",
              "set LimitCORE=infinity for containerd, or: sysctl kernel.core_pattern=core"));
    }
    return List.of(
        Finding.ok(
            NAME,
            "a crash on this machine starts "
                + program
                + "; in a sandbox nothing, by its core limit of 1"));
  }

  /* Of containerd, where it runs, else of this process, which would start one. */
  private Optional<String> hardLimit() {
    return containerd()
        .flatMap(pid -> machine.read("/proc/" + pid + "/limits"))
        .or(() -> machine.read("/proc/self/limits"))
        .map(LIMIT::matcher)
        .filter(Matcher::find)
        .map(limit -> limit.group(2));
  }

  private Optional<String> containerd() {
    try (DirectoryStream<Path> processes =
        Files.newDirectoryStream(machine.at("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String pid = String.valueOf(process.getFileName());
        if (machine.read("/proc/" + pid + "/comm").filter("containerd"::equals).isPresent()) {
          return Optional.of(pid);
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
