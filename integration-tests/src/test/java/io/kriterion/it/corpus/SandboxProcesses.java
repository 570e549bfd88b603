package io.kriterion.it.corpus;

import io.kriterion.it.node.TestNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The processes on the host of one sandbox of a node: that one whose shim was not there when this
 * was made.
 */
final class SandboxProcesses {

  private static final String INIT = "/.kriterion/init";

  private final String directory;
  private final Set<Long> others;

  SandboxProcesses(TestNode node) {
    directory = String.valueOf(node.containerd().socket().getParent());
    others = shims().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /**
   * Kills the shim, which stands between containerd and the sandbox.
   *
   * @return how many processes were killed, as of the other methods
   */
  int killShim() {
    return kill(newShims());
  }

  /** Kills the process that holds the pod's namespaces. */
  int killPause() {
    return kill(children(line -> !line.startsWith(INIT)));
  }

  /** Kills the container's main process and whatever else of the node's own runs in it. */
  int killInit() {
    return kill(children(line -> line.startsWith(INIT)));
  }

  private List<ProcessHandle> children(Predicate<String> which) {
    return newShims().stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> which.test(commandLine(child)))
        .toList();
  }

  private static int kill(List<ProcessHandle> victims) {
    victims.forEach(ProcessHandle::destroyForcibly);
    return victims.size();
  }

  private List<ProcessHandle> newShims() {
    List<ProcessHandle> found = new ArrayList<>(shims());
    found.removeIf(shim -> others.contains(shim.pid()));
    return found;
  }

  private List<ProcessHandle> shims() {
    Predicate<String> ours =
        line -> line.contains("containerd-shim") && line.contains("-address " + directory);
    return ProcessHandle.allProcesses().filter(each -> ours.test(commandLine(each))).toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
              Path.of("/proc", Long.toString(process.pid()), "cmdline"),
              StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
