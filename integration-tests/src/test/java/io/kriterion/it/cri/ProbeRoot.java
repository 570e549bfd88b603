package io.kriterion.it.cri;

import io.kriterion.cri.conformance.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The root file system of the kit's image: the probe, compiled here, and a user. */
public final class ProbeRoot {

  private static final List<String> PARTS =
      List.of(
          "root.tar",
          "probe.c",
          "root/probe",
          "root/etc/passwd",
          "root/etc/group",
          "root/etc",
          "root");

  private ProbeRoot() {}

  /** Makes it in a directory; the tar of it, uncompressed. */
  public static Path make(Path directory) throws IOException {
    Path root = directory.resolve("root");
    Path etc = Files.createDirectories(root.resolve("etc"));
    Files.writeString(
        etc.resolve("passwd"), "%s:x:%d:1::/:/probe\n".formatted(Probe.USER, Probe.USER_ID));
    Files.writeString(etc.resolve("group"), "more:x:%d:%s\n".formatted(Probe.GROUP_ID, Probe.USER));
    Path source = directory.resolve("probe.c");
    try (InputStream in = Probe.class.getResourceAsStream("probe.c")) {
      Files.copy(in, source);
    }
    String program = root.resolve(Probe.PATH.substring(1)).toString();
    Commands.run(
        List.of("gcc", "-static", "-O2", "-Wall", "-Werror", "-o", program, source.toString()));
    Path tar = directory.resolve("root.tar");
    Commands.run(
        List.of(
            "tar",
            "--create",
            "--file=" + tar,
            "--directory=" + root,
            "--owner=0",
            "--group=0",
            "--mode=u=rwX,go=rX",
            "."));
    return tar;
  }

  /** Takes everything away that {@link #make} has made. */
  public static void delete(Path directory) throws IOException {
    for (String part : PARTS) {
      Files.deleteIfExists(directory.resolve(part));
    }
  }
}
