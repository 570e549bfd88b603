package io.kriterion.it.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.conformance.Probe;
import io.kriterion.cri.conformance.TestedRuntime;
import io.kriterion.cri.conformance.Trait;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.grader.containerd.ImageImport;
import io.kriterion.grader.containerd.OciArchive;
import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.node.PrivateInstances;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
      Path program = compile(directory);
      OciArchive.fromProgram(
          program, Probe.PATH, new OciArchive.Description(IMAGE, List.of(), List.of()), archive);
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
      for (String file : List.of("probe.c", "probe", "probe.tar")) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Files.delete(directory);
    }
  }

  private static Path compile(Path directory) throws IOException, InterruptedException {
    Path source = directory.resolve("probe.c");
    try (InputStream in = Probe.class.getResourceAsStream("probe.c")) {
      Files.copy(in, source);
    }
    Path program = directory.resolve("probe");
    Process gcc =
        new ProcessBuilder(
                "gcc", "-static", "-O2", "-Wall", "-Werror", "-o", "" + program, "" + source)
            .inheritIO()
            .start();
    assertThat(gcc.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(gcc.exitValue()).as("gcc").isZero();
    return program;
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
