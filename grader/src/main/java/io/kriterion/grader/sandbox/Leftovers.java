package io.kriterion.grader.sandbox;

import io.kriterion.cri.error.CriException;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sandboxes of a node have left that no process looks after any more: a process was killed, or
 * the runtime was away when a sandbox was to be removed. Found by the node's label on pods and by
 * its own places for directories and cgroups; nothing of another node's is touched.
 */
public final class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
  private static final Pattern ID = Pattern.compile("k[0-9a-f]{12}");

  private Leftovers() {}

  /**
   * Removes all of it; the sandboxes of this process are left alone. Blocks until that is done.
   *
   * @return how many sandboxes there were
   * @throws CriException when the runtime does not answer
   * @throws GraderException when something could not be removed, after all else has been
   */
  public static int remove(RuntimeHost host) {
    Set<String> found = new TreeSet<>();
    List<String> failures = new ArrayList<>();
    removePods(host, found, failures);
    for (Path directory : directories(host)) {
      String id = String.valueOf(directory.getFileName());
      if (isLeft(id)) {
        found.add(id);
        attempt(() -> removeFiles(host, directory), failures);
      }
    }
    for (Path hierarchy : host.cgroups().directories(host.cgroupRoot())) {
      for (Path group : children(hierarchy)) {
        String id = String.valueOf(group.getFileName());
        if (isLeft(id)) {
          found.add(id);
          attempt(() -> host.cgroups().remove(host.cgroupRoot() + "/" + id), failures);
        }
      }
    }
    if (!failures.isEmpty()) {
      throw new GraderException(
          FailureClass.NODE, "not all of old sandboxes is gone: " + String.join("; ", failures));
    }
    return found.size();
  }

  private static boolean isLeft(String id) {
    return ID.matcher(id).matches() && !Sandbox.isLiving(id);
  }

  private static void removePods(RuntimeHost host, Set<String> found, List<String> failures) {
    RuntimeService runtime = host.client().runtime();
    for (PodSandboxSummary pod :
        runtime.listPodSandboxes(Map.of(SandboxSpecs.NODE_LABEL, host.node()))) {
      String id = pod.labels().getOrDefault(SandboxSpecs.ID_LABEL, "");
      if (!Sandbox.isLiving(id)) {
        found.add(id);
        attempt(
            () -> {
              runtime.stopPodSandbox(pod.id());
              runtime.removePodSandbox(pod.id());
            },
            failures);
      }
    }
  }

  private static void removeFiles(RuntimeHost host, Path directory) {
    SandboxFiles files = SandboxFiles.left(directory);
    try {
      host.workspaces().unmount(files.workspace());
    } catch (GraderException e) {
      // it need not be mounted; if it is, the next line says so
      log.atDebug().setCause(e).log("not unmounted");
    }
    files.close();
  }

  private static void attempt(Runnable removal, List<String> failures) {
    try {
      removal.run();
    } catch (CriException | GraderException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  private static List<Path> directories(RuntimeHost host) {
    return children(host.sandboxes());
  }

  private static List<Path> children(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
      entries.forEach(found::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new GraderException(FailureClass.NODE, "cannot read " + directory + ": " + e, e);
    }
    return found;
  }
}
