package io.kriterion.it.containerd;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.kriterion.cri.v1.ContainerConfig;
import io.kriterion.cri.v1.ContainerMetadata;
import io.kriterion.cri.v1.ContainerState;
import io.kriterion.cri.v1.ContainerStatus;
import io.kriterion.cri.v1.ContainerStatusRequest;
import io.kriterion.cri.v1.CreateContainerRequest;
import io.kriterion.cri.v1.ExecSyncRequest;
import io.kriterion.cri.v1.ExecSyncResponse;
import io.kriterion.cri.v1.ImageSpec;
import io.kriterion.cri.v1.Int64Value;
import io.kriterion.cri.v1.LinuxContainerConfig;
import io.kriterion.cri.v1.LinuxContainerSecurityContext;
import io.kriterion.cri.v1.LinuxPodSandboxConfig;
import io.kriterion.cri.v1.LinuxSandboxSecurityContext;
import io.kriterion.cri.v1.Mount;
import io.kriterion.cri.v1.NamespaceMode;
import io.kriterion.cri.v1.NamespaceOption;
import io.kriterion.cri.v1.PodSandboxConfig;
import io.kriterion.cri.v1.PodSandboxMetadata;
import io.kriterion.cri.v1.RemovePodSandboxRequest;
import io.kriterion.cri.v1.RunPodSandboxRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.StartContainerRequest;
import io.kriterion.cri.v1.StopPodSandboxRequest;
import io.kriterion.cri.v1.VersionRequest;
import io.kriterion.grader.process.Poll;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The few bare CRI calls that these tests need, on one instance. */
final class Cri implements AutoCloseable {

  private static final Duration CALL = Duration.ofSeconds(60);

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ManagedChannel channel;

  Cri(Path socket) {
    channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .eventLoopGroup(loop)
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .usePlaintext()
            .overrideAuthority("localhost")
            .build();
  }

  static boolean answers(Path socket) {
    try (Cri cri = new Cri(socket)) {
      return !cri.calls().version(VersionRequest.getDefaultInstance()).getRuntimeName().isEmpty();
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  /** A running pod on a handler, below a cgroup. */
  record Pod(String id, PodSandboxConfig config) {}

  Pod pod(String name, String handler, String cgroup) {
    PodSandboxConfig config =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder().setName(name).setUid(name).setNamespace("it"))
            .setLinux(
                LinuxPodSandboxConfig.newBuilder()
                    .setCgroupParent(cgroup)
                    .setSecurityContext(
                        LinuxSandboxSecurityContext.newBuilder().setNamespaceOptions(namespaces())))
            .build();
    return new Pod(
        calls()
            .runPodSandbox(
                RunPodSandboxRequest.newBuilder()
                    .setConfig(config)
                    .setRuntimeHandler(handler)
                    .build())
            .getPodSandboxId(),
        config);
  }

  /**
   * Starts a container as nobody, with a read-only root and at most one mount (of the same path).
   */
  String container(Pod pod, String image, List<Path> mounts, String... command) {
    ContainerConfig.Builder config =
        ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName("main"))
            .setImage(ImageSpec.newBuilder().setImage(image))
            .addAllCommand(List.of(command))
            .setLinux(
                LinuxContainerConfig.newBuilder()
                    .setSecurityContext(
                        LinuxContainerSecurityContext.newBuilder()
                            .setReadonlyRootfs(true)
                            .setRunAsUser(Int64Value.newBuilder().setValue(65534))
                            .setNamespaceOptions(namespaces())));
    for (Path mount : mounts) {
      config.addMounts(Mount.newBuilder().setHostPath(mount.toString()).setContainerPath("/mnt"));
    }
    String id =
        calls()
            .createContainer(
                CreateContainerRequest.newBuilder()
                    .setPodSandboxId(pod.id())
                    .setConfig(config)
                    .setSandboxConfig(pod.config())
                    .build())
            .getContainerId();
    calls().startContainer(StartContainerRequest.newBuilder().setContainerId(id).build());
    return id;
  }

  ExecSyncResponse exec(String container, String... command) {
    return calls()
        .execSync(
            ExecSyncRequest.newBuilder()
                .setContainerId(container)
                .addAllCmd(List.of(command))
                .setTimeout(30)
                .build());
  }

  /** The status of a container once it has ended. */
  ContainerStatus ended(String container) throws InterruptedException {
    ContainerStatusRequest request =
        ContainerStatusRequest.newBuilder().setContainerId(container).build();
    Poll.until(
        () ->
            calls().containerStatus(request).getStatus().getState()
                == ContainerState.CONTAINER_EXITED,
        CALL);
    return calls().containerStatus(request).getStatus();
  }

  void remove(Pod pod) {
    calls().stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(pod.id()).build());
    calls()
        .removePodSandbox(RemovePodSandboxRequest.newBuilder().setPodSandboxId(pod.id()).build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }

  private RuntimeServiceGrpc.RuntimeServiceBlockingStub calls() {
    return RuntimeServiceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL);
  }

  private static NamespaceOption namespaces() {
    return NamespaceOption.newBuilder().setPid(NamespaceMode.CONTAINER).build();
  }
}
