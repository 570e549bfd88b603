package io.kriterion.grader.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is known to be wrong with releases of containerd and of the runtimes, and concerns a node
 * that runs untrusted programs. A number says nothing of what a distribution has mended under it,
 * so these are warnings. As of November 2026; gVisor, whose releases are dates, is not among them.
 */
final class KnownHoles {

  /**
   * Something that is wrong with a program before some releases of it.
   *
   * @param program its name
   * @param name by which more can be found
   * @param what it is, a few words
   * @param source who says so
   * @param mended the first release of each branch that has it no more
   */
  record Hole(String program, String name, String what, String source, List<Release> mended) {

    boolean in(Release release) {
      return !release.mendedBy(mended.toArray(Release[]::new));
    }

    String mendedIn() {
      return mended.stream().map(Release::toString).collect(Collectors.joining(", "));
    }
  }

  private static final String KATA = "containerd-shim-kata-v2";

  static final List<Hole> ALL =
      List.of(
          hole(
              "containerd",
              "CVE-2026-53495",
              "a child that ExecSync leaves behind takes memory until it dies (the node does not use"
                  + " ExecSync)",
              "containerd's security advisories",
              "1.7.35 2.0.12 2.2.8 2.3.5"),
          hole(
              "containerd",
              "CVE-2026-53488",
              "an image's labels may have a program started on the host",
              "containerd's security advisories",
              "1.7.33 2.0.10 2.1.9 2.2.5 2.3.2"),
          hole(
              "containerd",
              "CVE-2026-46680",
              "an image may have its own users' file make a number root (the node names users"
                  + " itself)",
              "containerd's security advisories",
              "1.7.32 2.0.9 2.2.4 2.3.1"),
          hole(
              "containerd",
              "CVE-2024-25621",
              "every user of the machine may enter its directories",
              "containerd's security advisories",
              "1.7.29 2.0.7 2.1.5 2.2.0"),
          hole(
              "containerd",
              "CVE-2025-64329",
              "whoever attaches and goes away takes memory that does not come back",
              "containerd's security advisories",
              "1.7.29 2.0.7 2.1.5 2.2.0"),
          hole(
              "containerd",
              "CVE-2024-40635",
              "an image's user id of more than 32 bits is root (the node names users itself)",
              "containerd's security advisories",
              "1.6.38 1.7.27 2.0.4"),
          hole(
              "containerd",
              "containerd#7289",
              "the end of a main process's output may be lost (kriterion-init waits, others do not)",
              "containerd's issues, and seen with 1.6.20",
              "1.6.22 1.7.3"),
          hole(
              "runc",
              "CVE-2025-31133",
              "escape by what is mounted over masked paths",
              "runc's security advisories",
              "1.2.8 1.3.3 1.4.0"),
          hole(
              "runc",
              "CVE-2025-52565",
              "escape by what is mounted over /dev/console",
              "runc's security advisories",
              "1.2.8 1.3.3 1.4.0"),
          hole(
              "runc",
              "CVE-2025-52881",
              "escape by writes to /proc that are led elsewhere",
              "runc's security advisories",
              "1.2.8 1.3.3 1.4.0"),
          hole(
              "runc",
              "CVE-2024-21626",
              "escape by a working directory on the host",
              "runc's security advisories",
              "1.1.12"),
          hole(
              "runc",
              "CVE-2024-45310",
              "empty files can be made on the host",
              "runc's security advisories",
              "1.1.14 1.2.0"),
          hole(
              "runc",
              "CVE-2026-41579",
              "an image whose /dev is a link writes a little on the host",
              "runc's release notes",
              "1.3.6 1.4.3"),
          hole(
              "crun",
              "CVE-2025-24965",
              "escape where it is built with krun",
              "crun's security advisories",
              "1.20"),
          hole(
              KATA,
              "GHSA-2gv2-cffp-j227",
              "a guest reaches the host's files by links, with the runtime in Rust",
              "Kata's security advisories",
              "3.31.0"),
          hole(
              KATA,
              "GHSA-wwj6-vghv-5p64",
              "a guest writes to its image on the host, with Cloud Hypervisor",
              "Kata's security advisories",
              "3.27.0"),
          hole(
              KATA,
              "CVE-2026-24054",
              "an image without layers gives the guest a disk of the host",
              "Kata's security advisories",
              "3.26.0"));

  private KnownHoles() {}

  private static Hole hole(String program, String name, String what, String source, String mended) {
    return new Hole(
        program,
        name,
        what,
        source,
        Arrays.stream(mended.split(" ", -1)).map(text -> Release.in(text).orElseThrow()).toList());
  }

  /** Those of a release of a program. */
  static List<Hole> of(String program, Release release) {
    return ALL.stream().filter(hole -> hole.program().equals(program) && hole.in(release)).toList();
  }

  /**
   * What is found of a program that is there.
   *
   * @param text its version as it says it
   */
  static Finding judge(String check, String program, String text) {
    List<Hole> holes = Release.in(text).map(release -> of(program, release)).orElse(List.of());
    if (holes.isEmpty()) {
      return Finding.ok(check, text);
    }
    String names =
        holes.stream()
            .map(hole -> hole.name() + " (" + hole.what() + "; mended in " + hole.mendedIn() + ")")
            .collect(Collectors.joining(", "));
    return Finding.warning(
        check,
        text + ", by its number with " + names,
        "update " + program + ", or see whether the distribution has mended its release");
  }
}
