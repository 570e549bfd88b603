package io.kriterion.it.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The mounts that this process sees, and those that every containerd sees. */
final class Mounts {

  private Mounts() {}

  static Set<String> all() {
    Set<String> mounts = new TreeSet<>(in(Path.of("/proc/self"), "here"));
    Set<String> namespaces = new HashSet<>();
    for (Processes.Entry process : Processes.containers()) {
      String namespace = namespace(process);
      if (process.command().equals("containerd") && namespaces.add(namespace)) {
        mounts.addAll(in(process.directory(), namespace));
      }
    }
    return mounts;
  }

  private static String namespace(Processes.Entry process) {
    try {
      return Files.readSymbolicLink(process.directory().resolve("ns/mnt")).toString();
    } catch (IOException e) {
      return "of a process that has ended";
    }
  }

  private static List<String> in(Path process, String namespace) {
    try {
      return Processes.read(process.resolve("mountinfo"))
          .lines()
          .map(line -> describe(line, namespace))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /* id parent major:minor root MOUNTPOINT options [optional...] - TYPE source options */
  private static String describe(String line, String namespace) {
    String[] words = line.split(" ", -1);
    String type = line.substring(line.indexOf(" - ") + 3).split(" ", -1)[0];
    return "mount " + words[4] + " of " + type + " from " + words[3] + " (" + namespace + ")";
  }
}
