package io.kriterion.cri.fake;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.kriterion.cri.v1.AttachRequest;
import io.kriterion.cri.v1.AttachResponse;
import io.kriterion.cri.v1.Container;
import io.kriterion.cri.v1.ContainerEventResponse;
import io.kriterion.cri.v1.ContainerEventType;
import io.kriterion.cri.v1.ContainerFilter;
import io.kriterion.cri.v1.ContainerState;
import io.kriterion.cri.v1.ContainerStatus;
import io.kriterion.cri.v1.ContainerStatusRequest;
import io.kriterion.cri.v1.ContainerStatusResponse;
import io.kriterion.cri.v1.CreateContainerRequest;
import io.kriterion.cri.v1.CreateContainerResponse;
import io.kriterion.cri.v1.ExecRequest;
import io.kriterion.cri.v1.ExecResponse;
import io.kriterion.cri.v1.GetEventsRequest;
import io.kriterion.cri.v1.ListContainersRequest;
import io.kriterion.cri.v1.ListContainersResponse;
import io.kriterion.cri.v1.ListPodSandboxRequest;
import io.kriterion.cri.v1.ListPodSandboxResponse;
import io.kriterion.cri.v1.PodSandbox;
import io.kriterion.cri.v1.PodSandboxFilter;
import io.kriterion.cri.v1.PodSandboxState;
import io.kriterion.cri.v1.PodSandboxStatus;
import io.kriterion.cri.v1.PodSandboxStatusRequest;
import io.kriterion.cri.v1.PodSandboxStatusResponse;
import io.kriterion.cri.v1.PortForwardRequest;
import io.kriterion.cri.v1.PortForwardResponse;
import io.kriterion.cri.v1.RemoveContainerRequest;
import io.kriterion.cri.v1.RemoveContainerResponse;
import io.kriterion.cri.v1.RemovePodSandboxRequest;
import io.kriterion.cri.v1.RemovePodSandboxResponse;
import io.kriterion.cri.v1.RunPodSandboxRequest;
import io.kriterion.cri.v1.RunPodSandboxResponse;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.StartContainerRequest;
import io.kriterion.cri.v1.StartContainerResponse;
import io.kriterion.cri.v1.StatusRequest;
import io.kriterion.cri.v1.StatusResponse;
import io.kriterion.cri.v1.StopContainerRequest;
import io.kriterion.cri.v1.StopContainerResponse;
import io.kriterion.cri.v1.StopPodSandboxRequest;
import io.kriterion.cri.v1.StopPodSandboxResponse;
import io.kriterion.cri.v1.VersionRequest;
import io.kriterion.cri.v1.VersionResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sandboxes and containers that go through the states that CRI gives them, and do nothing. A long
 * file: gRPC wants all calls of a service in one class.
 */
public final class FakeRuntime extends RuntimeServiceGrpc.RuntimeServiceImplBase {

  /** Every request that changes something, and every exec, in order. */
  public final List<Object> requests = new CopyOnWriteArrayList<>();

  /** What Status answers. */
  public volatile StatusResponse status = StatusResponse.getDefaultInstance();

  /** What Version answers. */
  public volatile VersionResponse version =
      VersionResponse.newBuilder()
          .setRuntimeName("fake")
          .setRuntimeVersion("1.2.3")
          .setRuntimeApiVersion("v1")
          .build();

  /** Who listens to events. */
  public final FakeEvents events = new FakeEvents();

  private static final long CREATED = 1_000_000_000L;

  private final FakeStreamingServer streaming;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, PodSandbox> sandboxes = new ConcurrentHashMap<>();
  private final Map<String, Container> containers = new ConcurrentHashMap<>();

  FakeRuntime(FakeStreamingServer streaming) {
    this.streaming = streaming;
  }

  private static <A> void answer(StreamObserver<A> observer, A answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  private static <A> void missing(StreamObserver<A> observer, String what) {
    observer.onError(Status.NOT_FOUND.withDescription(what + ": not found").asRuntimeException());
  }

  private static <A> void unknown(StreamObserver<A> observer, String text) {
    observer.onError(Status.UNKNOWN.withDescription(text).asRuntimeException());
  }

  @Override
  public void version(VersionRequest request, StreamObserver<VersionResponse> observer) {
    answer(observer, version);
  }

  /** Says that it is this containerd. */
  public void beContainerd(String release) {
    version =
        VersionResponse.newBuilder()
            .setRuntimeName("containerd")
            .setRuntimeVersion(release)
            .setRuntimeApiVersion("v1")
            .build();
  }

  @Override
  public void getContainerEvents(
      GetEventsRequest request, StreamObserver<ContainerEventResponse> observer) {
    events.subscribe(observer);
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    answer(observer, status);
  }

  @Override
  public void runPodSandbox(
      RunPodSandboxRequest request, StreamObserver<RunPodSandboxResponse> observer) {
    requests.add(request);
    for (PodSandbox other : sandboxes.values()) {
      if (other.getMetadata().equals(request.getConfig().getMetadata())) {
        unknown(observer, "name is reserved for \"" + other.getId() + "\"");
        return;
      }
    }
    String id = "sandbox" + ids.incrementAndGet();
    sandboxes.put(
        id,
        PodSandbox.newBuilder()
            .setId(id)
            .setMetadata(request.getConfig().getMetadata())
            .setState(PodSandboxState.SANDBOX_READY)
            .setCreatedAt(CREATED)
            .putAllLabels(request.getConfig().getLabelsMap())
            .setRuntimeHandler(request.getRuntimeHandler())
            .build());
    tell(id, id, ContainerEventType.CONTAINER_CREATED_EVENT);
    tell(id, id, ContainerEventType.CONTAINER_STARTED_EVENT);
    answer(observer, RunPodSandboxResponse.newBuilder().setPodSandboxId(id).build());
  }

  @Override
  public void stopPodSandbox(
      StopPodSandboxRequest request, StreamObserver<StopPodSandboxResponse> observer) {
    requests.add(request);
    PodSandbox sandbox = sandboxes.get(request.getPodSandboxId());
    if (sandbox == null) {
      missing(observer, request.getPodSandboxId());
      return;
    }
    sandboxes.put(
        sandbox.getId(), sandbox.toBuilder().setState(PodSandboxState.SANDBOX_NOTREADY).build());
    tell(sandbox.getId(), sandbox.getId(), ContainerEventType.CONTAINER_STOPPED_EVENT);
    answer(observer, StopPodSandboxResponse.getDefaultInstance());
  }

  @Override
  public void removePodSandbox(
      RemovePodSandboxRequest request, StreamObserver<RemovePodSandboxResponse> observer) {
    requests.add(request);
    if (sandboxes.remove(request.getPodSandboxId()) == null) {
      missing(observer, request.getPodSandboxId());
      return;
    }
    containers
        .values()
        .removeIf(container -> container.getPodSandboxId().equals(request.getPodSandboxId()));
    tell(
        request.getPodSandboxId(),
        request.getPodSandboxId(),
        ContainerEventType.CONTAINER_DELETED_EVENT);
    answer(observer, RemovePodSandboxResponse.getDefaultInstance());
  }

  @Override
  public void podSandboxStatus(
      PodSandboxStatusRequest request, StreamObserver<PodSandboxStatusResponse> observer) {
    PodSandbox sandbox = sandboxes.get(request.getPodSandboxId());
    if (sandbox == null) {
      missing(observer, request.getPodSandboxId());
      return;
    }
    answer(
        observer,
        PodSandboxStatusResponse.newBuilder()
            .setStatus(
                PodSandboxStatus.newBuilder()
                    .setId(sandbox.getId())
                    .setMetadata(sandbox.getMetadata())
                    .setState(sandbox.getState())
                    .setCreatedAt(sandbox.getCreatedAt())
                    .putAllLabels(sandbox.getLabelsMap())
                    .setRuntimeHandler(sandbox.getRuntimeHandler()))
            .build());
  }

  @Override
  public void listPodSandbox(
      ListPodSandboxRequest request, StreamObserver<ListPodSandboxResponse> observer) {
    PodSandboxFilter wanted = request.getFilter();
    answer(
        observer,
        ListPodSandboxResponse.newBuilder()
            .addAllItems(
                sandboxes.values().stream()
                    .filter(s -> s.getId().startsWith(wanted.getId()))
                    .filter(s -> !wanted.hasState() || s.getState() == wanted.getState().getState())
                    .filter(s -> hasAll(s.getLabelsMap(), wanted.getLabelSelectorMap()))
                    .toList())
            .build());
  }

  @Override
  public void createContainer(
      CreateContainerRequest request, StreamObserver<CreateContainerResponse> observer) {
    requests.add(request);
    if (!sandboxes.containsKey(request.getPodSandboxId())) {
      missing(observer, request.getPodSandboxId());
      return;
    }
    String id = "container" + ids.incrementAndGet();
    containers.put(
        id,
        Container.newBuilder()
            .setId(id)
            .setPodSandboxId(request.getPodSandboxId())
            .setMetadata(request.getConfig().getMetadata())
            .setState(ContainerState.CONTAINER_CREATED)
            .setCreatedAt(CREATED)
            .putAllLabels(request.getConfig().getLabelsMap())
            .build());
    tell(id, request.getPodSandboxId(), ContainerEventType.CONTAINER_CREATED_EVENT);
    answer(observer, CreateContainerResponse.newBuilder().setContainerId(id).build());
  }

  @Override
  public void startContainer(
      StartContainerRequest request, StreamObserver<StartContainerResponse> observer) {
    requests.add(request);
    Container container = containers.get(request.getContainerId());
    if (container == null) {
      missing(observer, request.getContainerId());
    } else if (container.getState() != ContainerState.CONTAINER_CREATED) {
      unknown(observer, "container is in " + container.getState() + " state");
    } else {
      move(container, ContainerState.CONTAINER_RUNNING);
      answer(observer, StartContainerResponse.getDefaultInstance());
    }
  }

  private void move(Container container, ContainerState state) {
    containers.put(container.getId(), container.toBuilder().setState(state).build());
    tell(
        container.getId(),
        container.getPodSandboxId(),
        state == ContainerState.CONTAINER_RUNNING
            ? ContainerEventType.CONTAINER_STARTED_EVENT
            : ContainerEventType.CONTAINER_STOPPED_EVENT);
  }

  private void tell(String id, String sandbox, ContainerEventType type) {
    events.tell(id, sandbox, type, CREATED);
  }

  @Override
  public void stopContainer(
      StopContainerRequest request, StreamObserver<StopContainerResponse> observer) {
    requests.add(request);
    Container container = containers.get(request.getContainerId());
    if (container == null) {
      missing(observer, request.getContainerId());
      return;
    }
    if (container.getState() == ContainerState.CONTAINER_RUNNING) {
      move(container, ContainerState.CONTAINER_EXITED);
    }
    answer(observer, StopContainerResponse.getDefaultInstance());
  }

  @Override
  public void removeContainer(
      RemoveContainerRequest request, StreamObserver<RemoveContainerResponse> observer) {
    requests.add(request);
    Container container = containers.remove(request.getContainerId());
    if (container == null) {
      missing(observer, request.getContainerId());
      return;
    }
    tell(
        container.getId(), container.getPodSandboxId(), ContainerEventType.CONTAINER_DELETED_EVENT);
    answer(observer, RemoveContainerResponse.getDefaultInstance());
  }

  @Override
  public void containerStatus(
      ContainerStatusRequest request, StreamObserver<ContainerStatusResponse> observer) {
    Container container = containers.get(request.getContainerId());
    if (container == null) {
      missing(observer, request.getContainerId());
      return;
    }
    boolean exited = container.getState() == ContainerState.CONTAINER_EXITED;
    answer(
        observer,
        ContainerStatusResponse.newBuilder()
            .setStatus(
                ContainerStatus.newBuilder()
                    .setId(container.getId())
                    .setMetadata(container.getMetadata())
                    .setState(container.getState())
                    .setCreatedAt(CREATED)
                    .setStartedAt(exited ? 2 * CREATED : 0)
                    .setFinishedAt(exited ? 3 * CREATED : 0)
                    .setExitCode(exited ? 137 : 0)
                    .setReason(exited ? "OOMKilled" : "")
                    .putAllLabels(container.getLabelsMap()))
            .build());
  }

  @Override
  public void listContainers(
      ListContainersRequest request, StreamObserver<ListContainersResponse> observer) {
    ContainerFilter wanted = request.getFilter();
    answer(
        observer,
        ListContainersResponse.newBuilder()
            .addAllContainers(
                containers.values().stream()
                    .filter(c -> c.getId().startsWith(wanted.getId()))
                    .filter(c -> c.getPodSandboxId().startsWith(wanted.getPodSandboxId()))
                    .filter(c -> !wanted.hasState() || c.getState() == wanted.getState().getState())
                    .filter(c -> hasAll(c.getLabelsMap(), wanted.getLabelSelectorMap()))
                    .toList())
            .build());
  }

  private static boolean hasAll(Map<String, String> labels, Map<String, String> wanted) {
    return labels.entrySet().containsAll(wanted.entrySet());
  }

  @Override
  public void exec(ExecRequest request, StreamObserver<ExecResponse> observer) {
    requests.add(request);
    answer(observer, ExecResponse.newBuilder().setUrl(streaming.prepare(request)).build());
  }

  @Override
  public void attach(AttachRequest request, StreamObserver<AttachResponse> observer) {
    requests.add(request);
    answer(observer, AttachResponse.newBuilder().setUrl(streaming.prepare(request)).build());
  }

  @Override
  public void portForward(
      PortForwardRequest request, StreamObserver<PortForwardResponse> observer) {
    requests.add(request);
    answer(observer, PortForwardResponse.newBuilder().setUrl(streaming.prepare(request)).build());
  }
}
