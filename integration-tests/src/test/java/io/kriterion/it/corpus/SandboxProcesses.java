package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** Kills the shim, which stands between containerd and the sandbox. */
  void killShim() {
    kill(List.of(shim()));
  }

  /** Kills the process that holds the pod's namespaces. */
  void killPause() {
    kill(shim().children().filter(child -> !commandLine(child).startsWith(INIT)).toList());
  }

  /** Kills the container's main process and whatever else of the node's own runs in it. */
  void killInit() {
    kill(shim().children().filter(child -> commandLine(child).startsWith(INIT)).toList());
  }

  private static void kill(List<ProcessHandle> victims) {
    assertThat(victims).isNotEmpty();
    victims.forEach(ProcessHandle::destroyForcibly);
  }

  private ProcessHandle shim() {
    List<ProcessHandle> found = new ArrayList<>(shims());
    found.removeIf(shim -> others.contains(shim.pid()));
    assertThat(found).as("shims of the sandbox").hasSize(1);
    return found.getFirst();
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
