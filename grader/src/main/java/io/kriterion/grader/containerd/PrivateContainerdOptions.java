package io.kriterion.grader.containerd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a private containerd is made of.
 *
 * @param name names the instance on this machine, {@code [a-z0-9-]{1,32}}
 * @param stateRoot its state is in {@code stateRoot/name}: socket, configuration, log, sandboxes;
 *     an absolute path short enough for a socket's name (at most 107 bytes)
 * @param dataRoot its data is in {@code dataRoot/name}: images and their unpacked layers; an
 *     absolute path outside {@code /run}
 * @param nullCni a CNI plugin that answers every ADD with a loopback address and makes nothing; it
 *     is copied, and called under the names {@code kriterion-null} and {@code loopback}
 * @param pauseBinary a static program that waits for SIGTERM and reaps; it is copied into the image
 *     that every sandbox starts with and is called without arguments
 * @param programs directories in which containerd, its shims and the runtimes are looked for before
 *     those of the PATH: another release, unpacked beside the installed one
 * @param ready whether the CRI answers on this socket; called again and again until it says so, may
 *     block for a moment
 */
public record PrivateContainerdOptions(
    String name,
    Path stateRoot,
    Path dataRoot,
    Path nullCni,
    Path pauseBinary,
    List<Path> programs,
    Predicate<Path> ready) {

  /** Where the state of instances is unless said otherwise. */
  public static final Path DEFAULT_STATE_ROOT = Path.of("/run/kriterion");

  /** Where the data of instances is unless said otherwise. */
  public static final Path DEFAULT_DATA_ROOT = Path.of("/var/lib/kriterion");

  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** Without blanks, quotes and the like a path is itself in TOML, in sh and in mountinfo. */
  private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9._-]+)+");

  private static final int LONGEST_SOCKET = 107;

  /** Refuses values that cannot work, each with one line saying what is expected. */
  public PrivateContainerdOptions {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: 1..32 of a-z, 0-9 and -, not beginning with -)");
    }
    requirePlain("stateRoot", stateRoot);
    requirePlain("dataRoot", dataRoot);
    if (dataRoot.startsWith("/run")) {
      throw new IllegalArgumentException(
          "dataRoot: " + dataRoot + " (expected: a directory outside /run)");
    }
    // containerd has a second socket beside the first, with a longer name.
    String longest = stateRoot.resolve(name).resolve("containerd.sock.ttrpc").toString();
    if (longest.length() > LONGEST_SOCKET) {
      throw new IllegalArgumentException(
          "stateRoot: "
              + stateRoot
              + " (expected: a path at least "
              + (longest.length() - LONGEST_SOCKET)
              + " characters shorter, for the socket in it)");
    }
    requireProgram("nullCni", nullCni);
    requireProgram("pauseBinary", pauseBinary);
    programs.forEach(directory -> requirePlain("programs", directory));
    programs = List.copyOf(programs);
  }

  /** The options with the default state and data roots. */
  public static PrivateContainerdOptions of(
      String name, Path nullCni, Path pauseBinary, Predicate<Path> ready) {
    return new PrivateContainerdOptions(
        name, DEFAULT_STATE_ROOT, DEFAULT_DATA_ROOT, nullCni, pauseBinary, List.of(), ready);
  }

  /** A copy that looks for its programs in these directories first. */
  public PrivateContainerdOptions withPrograms(List<Path> programs) {
    return new PrivateContainerdOptions(
        name, stateRoot, dataRoot, nullCni, pauseBinary, programs, ready);
  }

  private static void requirePlain(String what, Path path) {
    if (!PLAIN_PATH.matcher(path.toString()).matches() || !path.equals(path.normalize())) {
      throw new IllegalArgumentException(
          what
              + ": "
              + path
              + " (expected: an absolute path of letters, digits, '.', '_' and '-')");
    }
  }

  private static void requireProgram(String what, Path path) {
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      throw new IllegalArgumentException(what + ": " + path + " (expected: an executable file)");
    }
  }
}
