package io.kriterion.grader.api;

import static io.kriterion.grader.api.Statuses.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.task.Bytes;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.TaskEvent.EventCase;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Following tasks: from any number, by many, by those that are slow or vanish. */
@Timeout(300)
@SuppressWarnings("NullAway.Init") // set before each test
class WatchTest {

  private static final int WATCHERS = 1000;

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static WatchRequest all(String task) {
    return WatchRequest.newBuilder().setTask(task).build();
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private Iterator<TaskEvent> watch(WatchRequest request) {
    return api.grader().watch(request);
  }

  private List<TaskEvent> events(WatchRequest request) {
    List<TaskEvent> events = new ArrayList<>();
    watch(request).forEachRemaining(events::add);
    return events;
  }

  private Lease running(String task) throws InterruptedException {
    ClaimedTask claimed = api.claim();
    assertThat(claimed.lease().task().value()).isEqualTo(task);
    return claimed.lease();
  }

  private void say(Lease lease, long first, String... texts) {
    api.queue.publish(lease, first, List.of(texts).stream().map(Bytes::ofText).toList());
  }

  @Test
  void aWatcherMayComeBackWithAnyNumber() throws InterruptedException {
    String task = api.submit("k");
    Lease first = running(task);
    say(first, 1, "one", "two");
    api.queue.release(first, ReleaseReason.FAILED, "why");
    Lease second = running(task);
    say(second, 1, "three");
    api.queue.complete(second, Bytes.ofText("result"));

    List<TaskEvent> all = events(all(task));
    assertThat(all).extracting(TaskEvent::getSeq).isEqualTo(numbers(0, 5));
    assertThat(all).extracting(TaskEvent::getAttempt).containsExactly(0, 1, 1, 1, 2, 2);
    assertThat(all)
        .extracting(TaskEvent::getEventCase)
        .containsExactly(
            EventCase.ACCEPTED,
            EventCase.OUTPUT,
            EventCase.OUTPUT,
            EventCase.ATTEMPT_ENDED,
            EventCase.OUTPUT,
            EventCase.RESULT);
    assertThat(all.getFirst().getTime())
        .isEqualTo(
            api.grader()
                .get(io.kriterion.proto.grader.v1.GetRequest.newBuilder().setTask(task).build())
                .getEnqueued());
    assertThat(all).allMatch(event -> event.getTime().getSeconds() > 1_700_000_000L);
    for (int after = 0; after <= 5; after++) {
      WatchRequest request = all(task).toBuilder().setAfter(after).build();
      assertThat(events(request)).as("after " + after).isEqualTo(all.subList(after + 1, 6));
    }
    for (long wrong : new long[] {-1, 6, Long.MAX_VALUE}) {
      assertThat(
              refused(
                  Code.INVALID_ARGUMENT,
                  () -> events(all(task).toBuilder().setAfter(wrong).build())))
          .contains("after:");
    }
  }

  @Test
  void eventsComeWhileTheTaskRuns() throws InterruptedException {
    String task = api.submit("k");
    Iterator<TaskEvent> events = watch(all(task));
    assertThat(events.next().getEventCase()).isEqualTo(EventCase.ACCEPTED);
    Lease lease = running(task);
    for (int i = 1; i <= 20; i++) {
      say(lease, i, "event " + i);
      assertThat(events.next().getOutput().getData().toStringUtf8()).isEqualTo("event " + i);
    }
    api.queue.cancel(lease.task(), "enough");
    api.queue.release(lease, ReleaseReason.FAILED, "stopped");
    assertThat(events.next().getCancelled().getReason()).isEqualTo("enough");
    assertThat(events.hasNext()).isFalse();
  }

  @Test
  void aThousandWatchersSeeEverythingOnceInOrder() throws Exception {
    String task = api.submit("k");
    Lease lease = running(task);
    CountDownLatch watching = new CountDownLatch(WATCHERS);
    Callable<List<Long>> watcher =
        () -> {
          List<Long> numbers = new ArrayList<>();
          Iterator<TaskEvent> events = GraderGrpc.newBlockingStub(api.channel()).watch(all(task));
          while (events.hasNext()) {
            numbers.add(events.next().getSeq());
            if (numbers.size() == 1) {
              watching.countDown();
            }
          }
          return numbers;
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> all = new ArrayList<>();
      for (int i = 0; i < WATCHERS; i++) {
        all.add(threads.submit(watcher));
      }
      watching.await();
      assertThat(api.server.watchers().count()).isEqualTo(WATCHERS);
      for (int i = 1; i <= 20; i++) {
        say(lease, i, "event " + i);
      }
      api.queue.complete(lease, Bytes.ofText("result"));
      for (Future<List<Long>> numbers : all) {
        assertThat(numbers.get()).isEqualTo(numbers(0, 21));
      }
    }
    assertThat(api.server.watchers().awaitNone(Api.PATIENCE)).isTrue();
  }

  @Test
  void clientsThatVanishLeaveNoThread() throws Exception {
    String task = api.submit("k");
    ManagedChannel other = api.connect(api.socket);
    for (int i = 0; i < 50; i++) {
      assertThat(GraderGrpc.newBlockingStub(other).watch(all(task)).next().getSeq()).isZero();
    }
    Context.CancellableContext context = Context.current().withCancellation();
    Iterator<TaskEvent> cancelled = context.call(() -> watch(all(task)));
    assertThat(cancelled.next().getSeq()).isZero();
    assertThat(api.server.watchers().count()).isEqualTo(51);
    context.cancel(null);
    other.shutdownNow();
    assertThat(api.server.watchers().awaitNone(Api.PATIENCE)).isTrue();
    assertThat(watch(all(task)).next().getSeq()).as("others can watch").isZero();
  }

  @Test
  void aReaderThatDoesNotReadIsNotReadFor() throws InterruptedException {
    String task = api.submit("k");
    Lease lease = running(task);
    String large = "x".repeat(200 << 10);
    BlockingQueue<TaskEvent> received = new LinkedBlockingQueue<>();
    BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    ClientCall<WatchRequest, TaskEvent> slow =
        api.channel().newCall(GraderGrpc.getWatchMethod(), CallOptions.DEFAULT);
    slow.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(TaskEvent event) {
            received.add(event);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.add(status);
          }
        },
        new Metadata());
    slow.request(1);
    slow.sendMessage(all(task));
    slow.halfClose();
    assertThat(received.poll(60, TimeUnit.SECONDS)).isNotNull();
    for (int i = 1; i <= 50; i++) { // ten times more than all buffers on the way
      say(lease, i, large);
    }
    api.queue.complete(lease, Bytes.ofText("result"));
    assertThat(events(all(task))).as("one who reads").hasSize(52);
    assertThat(api.server.watchers().awaitNone(Duration.ofMillis(500)))
        .as("the slow one has not been served")
        .isFalse();
    assertThat(received).as("nothing that it did not ask for").isEmpty();
    slow.request(100);
    for (long number : numbers(1, 51)) {
      TaskEvent event = received.poll(60, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      assertThat(event.getSeq()).isEqualTo(number);
    }
    assertThat(ended.poll(60, TimeUnit.SECONDS)).isEqualTo(Status.OK);
    assertThat(api.server.watchers().awaitNone(Api.PATIENCE)).isTrue();
  }

  @Test
  void anEventThatCannotBeReadIsTheNodesFailure() throws InterruptedException {
    String task = api.submit("k");
    say(running(task), 1, "damaged");
    Iterator<TaskEvent> events = watch(all(task));
    assertThat(events.next().getSeq()).isZero();
    refused(Code.INTERNAL, events::next);
  }

  @Test
  void whoWatchesWhenTheServerEndsIsToldToComeBack() throws InterruptedException {
    String task = api.submit("k");
    Iterator<TaskEvent> events = watch(all(task));
    assertThat(events.next().getSeq()).isZero();
    api.server.close();
    assertThat(refused(Code.UNAVAILABLE, events::next)).contains("watch again");
    refused(Code.UNAVAILABLE, () -> watch(all(task)).next());
    assertThat(api.server.watchers().count()).isZero();
  }

  @Test
  void whoWatchesWhenTheQueueEndsIsToldToComeBack() throws InterruptedException {
    Iterator<TaskEvent> events = watch(all(api.submit("k")));
    assertThat(events.next().getSeq()).isZero();
    api.queue.close();
    refused(Code.UNAVAILABLE, events::next);
    assertThat(api.server.watchers().awaitNone(Api.PATIENCE)).isTrue();
  }
}
