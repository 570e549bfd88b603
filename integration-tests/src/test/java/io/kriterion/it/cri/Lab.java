package io.kriterion.it.cri;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.conformance.TestedRuntime;
import io.kriterion.cri.conformance.Trait;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.grader.containerd.ImageImport;
import io.kriterion.grader.containerd.OciArchive;
import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.node.PrivateInstances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A containerd of one release with the kit's image, tested through one handler: a private one, or
 * one that runs already and goes on afterwards.
 */
final class Lab implements TestedRuntime, AutoCloseable {

  private static final String IMAGE = "kriterion.local/probe:latest";

  /* Debian has no shim for runsc; through runc's it serves for Exec in pods that are used once. */
  private static final Map<Trait, String> RUNSC =
      Map.of(
          Trait.KERNEL_VIEW, "gVisor shows a kernel of its own",
          Trait.MAIN_PROCESS, "through runc's shim the main process has no outputs and no exit",
          Trait.TERMINAL_SIZE, "through runc's shim a terminal's size is not handed on",
          Trait.KILLED_EXEC_ENDS, "through runc's shim StopContainer does not come back",
          Trait.PORT_FORWARD, "containerd forwards into the host's stack, gVisor has its own",
          Trait.MEMORY_LIMIT, "the limit holds the whole gVisor, which ends without a reason",
          Trait.STATISTICS,
              "through runc's shim only the cgroup is counted, which has gVisor in it");

  private final String name;
  private final String handler;
  private final @Nullable PrivateContainerd containerd;
  private final CriClient client;
  private final String release;

  private Lab(
      String name,
      String handler,
      Path socket,
      @Nullable PrivateContainerd containerd,
      Path archive)
      throws InterruptedException {
    this.name = name;
    this.handler = handler;
    this.containerd = containerd;
    ImageImport.run(socket, archive);
    this.client = CriClient.connect(socket);
    this.release = client.version().version().replaceFirst("^v", "");
  }

  /** Starts it; blocks for some seconds. */
  static Lab start(Release release, String handler) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("kriterion-lab-");
    Path archive = directory.resolve("probe.tar");
    try {
      OciArchive.fromRootTar(
          ProbeRoot.make(directory),
          new OciArchive.Description(IMAGE, List.of(), List.of()),
          archive);
      String name = release + " " + handler;
      if (release.endpoint().isPresent()) {
        return new Lab(name, handler, release.endpoint().get(), null, archive);
      }
      PrivateContainerd containerd =
          PrivateInstances.start(
              "it-lab-" + ProcessHandle.current().pid(), release.programs().stream().toList());
      try {
        return new Lab(name, handler, containerd.socket(), containerd, archive);
      } catch (RuntimeException | InterruptedException e) {
        containerd.close();
        throw e;
      }
    } finally {
      Files.deleteIfExists(archive);
      ProbeRoot.delete(directory);
      Files.delete(directory);
    }
  }

  /** The private containerd below. */
  PrivateContainerd containerd() {
    return Objects.requireNonNull(containerd, "this containerd is somebody else's");
  }

  @Override
  public CriClient client() {
    return client;
  }

  @Override
  public String handler() {
    return handler;
  }

  @Override
  public String image() {
    return IMAGE;
  }

  @Override
  public String onHost(String... command) throws IOException {
    List<String> words = new ArrayList<>();
    if (containerd != null) {
      words.addAll(List.of("nsenter", "--mount=/proc/" + containerd.pid() + "/ns/mnt"));
    }
    words.addAll(List.of(command));
    return Commands.run(words);
  }

  @Override
  public Optional<String> lack(Trait trait) {
    if (trait == Trait.DISCONNECTED_EXEC_GOES_ON && release.startsWith("2.")) {
      return Optional.of("containerd 2 ends what an exec runs when its client disconnects");
    }
    return handler.equals("runsc") ? Optional.ofNullable(RUNSC.get(trait)) : Optional.empty();
  }

  @Override
  public void close() {
    try {
      if (containerd == null) {
        client.images().remove(new ImageRef(IMAGE));
      }
    } finally {
      client.close();
      if (containerd != null) {
        containerd.close();
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
