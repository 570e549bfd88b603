package io.kriterion.cri.fake;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kriterion.cri.v1.ContainerEventResponse;
import io.kriterion.cri.v1.ContainerEventType;
import io.kriterion.cri.v1.ContainerStatus;
import io.kriterion.cri.v1.PodSandboxStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Who listens to events. */
public final class FakeEvents {

  /** Whether the runtime has events at all. */
  public volatile boolean available = true;

  /** Reaches zero when somebody listens. */
  public final CountDownLatch subscribed = new CountDownLatch(1);

  private final List<StreamObserver<ContainerEventResponse>> listeners =
      new CopyOnWriteArrayList<>();

  void subscribe(StreamObserver<ContainerEventResponse> listener) {
    if (!available) {
      listener.onError(
          Status.UNIMPLEMENTED
              .withDescription("method GetContainerEvents not implemented")
              .asRuntimeException());
      return;
    }
    // a listener that went away is not told, instead of failing the call that has something to tell
    ((ServerCallStreamObserver<ContainerEventResponse>) listener)
        .setOnCancelHandler(() -> listeners.remove(listener));
    listeners.add(listener);
    subscribed.countDown();
  }

  void tell(String id, String sandbox, ContainerEventType type, long at) {
    ContainerEventResponse.Builder event =
        ContainerEventResponse.newBuilder()
            .setContainerId(id)
            .setContainerEventType(type)
            .setCreatedAt(at)
            .setPodSandboxStatus(PodSandboxStatus.newBuilder().setId(sandbox));
    if (type == ContainerEventType.CONTAINER_STOPPED_EVENT) {
      event.addContainersStatuses(ContainerStatus.newBuilder().setId(id).setExitCode(137));
    }
    listeners.forEach(listener -> listener.onNext(event.build()));
  }
}
