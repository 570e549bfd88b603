package io.kriterion.it.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.Transport;
import io.kriterion.grader.containerd.OciArchive;
import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.node.PrivateInstances;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A private containerd with the program of {@code src/test/c/streams.c} as its image, and one pod.
 */
final class StreamNode implements AutoCloseable {

  static final Duration SOON = Duration.ofSeconds(60);
  static final String PROGRAM = "/streams";
  private static final String IMAGE = "kriterion.local/streams:latest";

  private final PrivateContainerd containerd;
  final CriClient client;
  private final PodSandboxSpec pod;
  final SandboxId sandbox;
  private int containers;

  private StreamNode(PrivateContainerd containerd, Path archive) throws InterruptedException {
    this.containerd = containerd;
    containerd.importArchive(archive);
    this.client = CriClient.connect(containerd.socket());
    this.pod = PodSandboxSpec.builder("streams").handler("runc").build();
    this.sandbox = client.runtime().runPodSandbox(pod);
  }

  static StreamNode start(Path directory) throws IOException, InterruptedException {
    Path program = directory.resolve("streams");
    Process gcc =
        new ProcessBuilder(
                "gcc", "-static", "-O2", "-Wall", "-o", program.toString(), "src/test/c/streams.c")
            .inheritIO()
            .start();
    assertThat(gcc.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(gcc.exitValue()).as("gcc").isZero();
    Path archive = directory.resolve("streams.tar");
    OciArchive.fromProgram(
        program, PROGRAM, new OciArchive.Description(IMAGE, List.of(), List.of()), archive);
    PrivateContainerd containerd =
        PrivateInstances.start("it-streams-" + ProcessHandle.current().pid());
    try {
      return new StreamNode(containerd, archive);
    } catch (RuntimeException | InterruptedException e) {
      containerd.close();
      throw e;
    }
  }

  /** Starts a container whose main process is the program with these arguments. */
  ContainerId container(boolean stdin, boolean tty, String... arguments) {
    ContainerId container =
        client
            .runtime()
            .createContainer(
                sandbox,
                pod,
                ContainerSpec.builder("c" + containers++, IMAGE)
                    .command(command(arguments))
                    .stdin(stdin)
                    .tty(tty)
                    .build());
    client.runtime().startContainer(container);
    return container;
  }

  /** A container that waits to be stopped. */
  ContainerId parked() {
    return container(false, false, "pause");
  }

  ExecSession exec(ContainerId container, ExecSpec spec) {
    return client.streams().exec(container, spec);
  }

  static ExecSpec spec(Transport transport, String... arguments) {
    return ExecSpec.of(command(arguments)).withTransport(transport);
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public void close() {
    try {
      client.runtime().stopPodSandbox(sandbox);
      client.runtime().removePodSandbox(sandbox);
    } finally {
      client.close();
      containerd.close();
    }
  }
}
