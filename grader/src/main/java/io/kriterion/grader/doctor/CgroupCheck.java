package io.kriterion.grader.doctor;

import io.kriterion.grader.cgroup.CgroupException;
import io.kriterion.grader.cgroup.Cgroups;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Control groups: without them no limit of a sandbox holds. */
final class CgroupCheck implements Check {

  private static final String NAME = "cgroups";
  private static final String ROOT = "/sys/fs/cgroup";

  private final Machine machine;
  private final Predicate<Path> writable;

  CgroupCheck(Machine machine, Predicate<Path> writable) {
    this.machine = machine;
    this.writable = writable;
  }

  @Override
  public List<Finding> look() {
    Path root = machine.at(ROOT);
    Cgroups cgroups;
    try {
      cgroups = Cgroups.at(root);
    } catch (CgroupException e) {
      return List.of(
          Finding.problem(
              NAME, String.valueOf(e.getMessage()), "boot with cgroups, or mount them at " + ROOT));
    }
    Set<String> there = controllers(root, cgroups.unified());
    Set<String> wanted = new TreeSet<>(Set.of("cpu", "cpuset", "memory", "pids"));
    if (!cgroups.unified()) {
      wanted.add("cpuacct");
    }
    List<String> missing =
        wanted.stream().filter(controller -> !there.contains(controller)).toList();
    List<Finding> findings = new ArrayList<>();
    String found = cgroups.describe() + " with " + String.join(", ", there);
    if (missing.isEmpty()) {
      findings.add(Finding.ok(NAME, found));
    } else {
      String lacks = found + "; lacks " + String.join(", ", missing);
      String advice = "enable them, such as with cgroup_enable=" + missing.getFirst() + " at boot";
      findings.add(
          missing.contains("memory") || missing.contains("pids") || missing.contains("cpu")
              ? Finding.problem(NAME, lacks, advice)
              : Finding.warning(NAME, lacks, advice));
    }
    places(root, cgroups.unified()).stream()
        .filter(writable.negate())
        .findFirst()
        .ifPresent(place ->
            findings.add(
                Finding.problem(
                    NAME,
                    place + " cannot be written",
                    "run as root, and in a container with cgroups that can be written")));
    return findings;
  }

  private static List<Path> places(Path root, boolean unified) {
    return unified ? List.of(root) : hierarchies(root);
  }

  private Set<String> controllers(Path root, boolean unified) {
    Set<String> names = new TreeSet<>();
    if (unified) {
      String line = machine.read(ROOT + "/cgroup.controllers").orElse("");
      names.addAll(List.of(line.split("\\s+", -1)));
      return names;
    }
    for (Path hierarchy : hierarchies(root)) {
      names.addAll(List.of(String.valueOf(hierarchy.getFileName()).split(",", -1)));
    }
    names.removeAll(Set.of("systemd", "unified"));
    return names;
  }

  private static List<Path> hierarchies(Path root) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> mounts = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path mount : mounts) {
        if (Files.exists(mount.resolve("cgroup.procs"))) {
          found.add(mount);
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return found;
  }
}
