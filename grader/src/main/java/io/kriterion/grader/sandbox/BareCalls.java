package io.kriterion.grader.sandbox;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.Stages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The baseline that a sandbox is measured against: a pod, a container, one Exec, and the end of
 * both, by CRI calls alone: no workspace, no cgroup of the node's, no limits but the container's.
 */
public final class BareCalls {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final AtomicLong NUMBER = new AtomicLong();

  private final RuntimeHost host;
  private final SandboxShape shape;

  /** The calls for sandboxes of this kind. */
  public BareCalls(RuntimeHost host, SandboxShape shape) {
    this.host = host;
    this.shape = shape;
  }

  /**
   * Makes the calls once and times them; blocks meanwhile.
   *
   * @param command what is executed by an Exec, its output read and dropped; empty for none
   * @throws io.kriterion.cri.error.CriException when the runtime refuses
   */
  public Stages run(Optional<List<String>> command) throws InterruptedException {
    String id =
        "bare" + Long.toHexString(NUMBER.incrementAndGet()) + Long.toHexString(System.nanoTime());
    try (SandboxFiles files =
        SandboxFiles.create(host.sandboxes().resolve(id), (int) ContainerSpec.NOBODY)) {
      return timed(id, files.init(), command);
    }
  }

  private Stages timed(String id, Path init, Optional<List<String>> command)
      throws InterruptedException {
    RuntimeService runtime = host.client().runtime();
    PodSandboxSpec pod =
        PodSandboxSpec.builder(id)
            .uid(id)
            .namespace("kriterion")
            .hostname("sandbox")
            .handler(shape.handler())
            .labels(Map.of("io.kriterion/node", host.node()))
            .build();
    ContainerSpec spec =
        ContainerSpec.builder("bare", shape.image())
            .command(List.of(SandboxSpecs.INIT, "park"))
            .mounts(List.of(new Mount(init, SandboxSpecs.INIT, true)))
            .resources(Resources.builder().memoryBytes(shape.memory().bytes()).build())
            .build();
    long start = System.nanoTime();
    SandboxId sandbox = runtime.runPodSandbox(pod);
    try {
      ContainerId container = runtime.createContainer(sandbox, pod, spec);
      long created = System.nanoTime();
      runtime.startContainer(container);
      long launched = System.nanoTime();
      if (command.isPresent()) {
        execute(container, command.get());
      }
      long executed = System.nanoTime();
      runtime.stopPodSandbox(sandbox);
      long stopped = System.nanoTime();
      runtime.removePodSandbox(sandbox);
      long cleaned = System.nanoTime();
      return new Stages(
          Duration.ofNanos(created - start),
          Duration.ofNanos(launched - created),
          Duration.ofNanos(executed - launched),
          Duration.ofNanos(stopped - executed),
          Duration.ofNanos(cleaned - stopped),
          false);
    } catch (RuntimeException | InterruptedException e) {
      try {
        runtime.removePodSandbox(sandbox); // which stops it first
      } catch (RuntimeException cleanup) {
        e.addSuppressed(cleanup);
      }
      throw e;
    }
  }

  private void execute(ContainerId container, List<String> command) throws InterruptedException {
    try (ExecSession exec = host.client().streams().exec(container, ExecSpec.of(command))) {
      exec.stderr().close();
      exec.stdout().transferTo(OutputStream.nullOutputStream());
      exec.await(PATIENCE);
    } catch (IOException | TimeoutException e) {
      throw new GraderException(FailureClass.RUNTIME, "the bare Exec failed: " + e.getMessage(), e);
    }
  }
}
