package io.kriterion.cri.runtime;

import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.capability.Feature;
import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.CheckpointContainerRequest;
import io.kriterion.cri.v1.CheckpointPodRequest;
import io.kriterion.cri.v1.RestorePodRequest;
import io.kriterion.cri.v1.RestorePodResponse;
import io.kriterion.cri.v1.RestoredContainer;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Freezing containers and pods into files, and back. Thread-safe. Every method blocks until the
 * runtime answers, at most for the given time and the client's call timeout, and throws a {@link
 * CriException} if it refuses or does not answer. Paths are the runtime's, absolute.
 */
public final class Checkpoints {

  private final CriChannel channel;
  private final Capabilities capabilities;

  /** For {@code CriClient}; an application gets the service from there. */
  public Checkpoints(CriChannel channel, Capabilities capabilities) {
    this.channel = channel;
    this.capabilities = capabilities;
  }

  /**
   * Writes a running container's state to an archive; it runs on.
   *
   * @param archive where to
   * @param timeout how long it may take; whole seconds, rounded up
   * @throws CriUnsupportedException if this runtime has no checkpoints; nothing is sent
   */
  public void checkpointContainer(ContainerId container, Path archive, Duration timeout) {
    capabilities.require(
        Feature.CHECKPOINT_CONTAINER, "CheckpointContainer", container.value(), Optional.empty());
    long seconds = timeout.plusNanos(999_999_999).toSeconds();
    channel.call(
        RuntimeServiceGrpc.getCheckpointContainerMethod(),
        CheckpointContainerRequest.newBuilder()
            .setContainerId(container.value())
            .setLocation(absolute("archive", archive))
            .setTimeout(seconds)
            .build(),
        container.value(),
        channel.callTimeout().plusSeconds(seconds));
  }

  /**
   * Writes a pod's state.
   *
   * @param output where to
   * @param containers which of its containers; empty for all that run
   * @param options the runtime's own options
   */
  public void checkpointPod(
      SandboxId sandbox, Path output, List<ContainerId> containers, Map<String, String> options) {
    channel.call(
        RuntimeServiceGrpc.getCheckpointPodMethod(),
        CheckpointPodRequest.newBuilder()
            .setPodSandboxId(sandbox.value())
            .setOutputPath(absolute("output", output))
            .addAllContainerIds(containers.stream().map(ContainerId::value).toList())
            .putAllOptions(options)
            .build(),
        sandbox.value());
  }

  /**
   * Makes a pod from a checkpoint.
   *
   * @param checkpoint where it was written
   * @param spec what the new pod shall be
   * @param containers specs that differ from the checkpoint's, by their names
   * @param options the runtime's own options
   * @throws CriUnsupportedException if the runtime would ignore a part of a spec; nothing is sent
   */
  public RestoredPod restorePod(
      Path checkpoint,
      PodSandboxSpec spec,
      List<ContainerSpec> containers,
      Map<String, String> options) {
    Requirements.check(capabilities, spec);
    containers.forEach(container -> Requirements.check(capabilities, container, spec));
    RestorePodRequest.Builder request =
        RestorePodRequest.newBuilder()
            .setCheckpointPath(absolute("checkpoint", checkpoint))
            .setConfig(SandboxMessages.config(spec))
            .putAllOptions(options);
    spec.handler().ifPresent(request::setRuntimeHandler);
    containers.forEach(
        container -> request.addContainerConfigs(ContainerMessages.config(container, spec)));
    RestorePodResponse answer =
        channel.call(
            RuntimeServiceGrpc.getRestorePodMethod(),
            request.build(),
            spec.name(),
            channel.callTimeout().multipliedBy(2));
    return new RestoredPod(
        new SandboxId(answer.getPodSandboxId()),
        answer.getRestoredContainersList().stream()
            .collect(
                Collectors.toMap(
                    RestoredContainer::getName, one -> new ContainerId(one.getContainerId()))));
  }

  private static String absolute(String what, Path path) {
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(what + ": " + path + " (expected: an absolute path)");
    }
    return path.toString();
  }
}
