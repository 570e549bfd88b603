package io.kriterion.grader.containerd;

import io.kriterion.grader.process.ProcessId;
import io.kriterion.grader.process.ProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Shims that containerd has forgotten: when the caller of RunPodSandbox goes away in the middle,
 * containerd 1.6 removes what the shim worked in, and leaves the shim.
 */
final class EmptyShims {

  private static final String DELETED = " (deleted)";

  private EmptyShims() {}

  /**
   * Ends those of an instance. A shim whose directory is gone and that has no process below it
   * holds nothing, and would end by itself if containerd had told it.
   *
   * @param mount the name of the instance's own mount, see {@link ProcessTable#seeingMount}
   * @return how many
   */
  static int end(String mount) {
    ProcessTable now = ProcessTable.read();
    List<ProcessId> empty =
        now.seeingMount(mount).stream()
            .filter(process -> isShim(process) && isEmpty(now, process))
            .toList();
    empty.forEach(ProcessId::kill);
    return empty.size();
  }

  private static boolean isShim(ProcessId process) {
    return read(process, "cmdline").contains("containerd-shim");
  }

  private static boolean isEmpty(ProcessTable now, ProcessId process) {
    try {
      String directory = Files.readSymbolicLink(of(process).resolve("cwd")).toString();
      return directory.endsWith(DELETED) && now.withDescendants(Set.of(process)).size() == 1;
    } catch (IOException e) {
      return false; // it has ended meanwhile
    }
  }

  private static String read(ProcessId process, String file) {
    try {
      return Files.readString(of(process).resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static Path of(ProcessId process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }
}
