package io.kriterion.client;

import static io.kriterion.proto.grader.v1.Verdict.VERDICT_ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.kriterion.client.GraderClientException.Code;
import io.kriterion.client.fake.FakeEvents;
import io.kriterion.client.fake.FakeNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class FollowTest {

  private static final int EVENTS = 8;

  @TempDir private Path directory;
  private FakeNode node;
  private GraderClient client;
  private String task;

  @BeforeEach
  void start() {
    node = FakeNode.start(directory.resolve("node.sock"));
    client = GraderClient.connect(options());
    task = client.submit(NewTask.builder(new byte[] {'x'}).build()).task();
  }

  private ClientOptions options() {
    return ClientOptions.ofSocket(directory.resolve("node.sock"));
  }

  @AfterEach
  void stop() {
    client.close();
    node.close();
  }

  /** Events 1 to 7, the last of them the result. */
  private void grade() {
    node.publish(task, FakeEvents.planned());
    node.publish(task, FakeEvents.started("small"));
    for (int i = 3; i < EVENTS - 1; i++) {
      node.publish(task, output("line " + i));
    }
    node.publish(task, FakeEvents.result(VERDICT_ACCEPTED));
  }

  private static io.kriterion.proto.grader.v1.TaskEvent.Builder output(String text) {
    return FakeEvents.output("small", ByteString.copyFrom(text, StandardCharsets.UTF_8));
  }

  private static List<Long> numbers(Follow follow) {
    List<Long> numbers = new ArrayList<>();
    follow.forEachRemaining(event -> numbers.add(event.seq()));
    return numbers;
  }

  private static List<Long> from(long first) {
    return LongStream.range(first, EVENTS).boxed().toList();
  }

  @Test
  void eventsComeInOrderAndEndAfterTheLast() {
    grade();
    try (Follow follow = client.follow(task)) {
      assertThat(follow.next().body()).isEqualTo(new Body.Accepted());
      assertThat(follow.next().body()).isEqualTo(new Body.Planned("crun", "sha256:1", "node-1"));
      assertThat(numbers(follow)).isEqualTo(from(2));
      assertThat(follow.hasNext()).isFalse();
      assertThatExceptionOfType(NoSuchElementException.class)
          .isThrownBy(follow::next)
          .withMessage("the task has ended");
    }
    Soon.until(() -> node.watchers(task) == 0);
  }

  @Test
  void itBeginsAfterAnyNumber() {
    grade();
    for (int after = 0; after < EVENTS; after++) {
      try (Follow follow = client.follow(task, after)) {
        assertThat(numbers(follow)).isEqualTo(from(after + 1));
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> client.follow(task, -1));
  }

  @Test
  void aCutAfterEveryEventLosesAndRepeatsNone() {
    grade();
    LongStream.range(0, EVENTS).forEach(node::cutAfter);
    try (Follow follow = client.follow(task)) {
      assertThat(numbers(follow)).isEqualTo(from(0));
    }
    assertThat(node.calls("Watch")).isEqualTo(EVENTS);
  }

  @Test
  void aBrokenConnectionAfterEveryEventLosesAndRepeatsNone() {
    List<Long> seen = new ArrayList<>();
    try (Follow follow = client.follow(task)) {
      seen.add(follow.next().seq());
      for (int i = 1; i < EVENTS - 1; i++) {
        node.breakConnections();
        node.publish(task, output("line"));
        seen.add(follow.next().seq());
      }
      node.publish(task, FakeEvents.result(VERDICT_ACCEPTED));
      node.breakConnections();
      follow.forEachRemaining(event -> seen.add(event.seq()));
    }
    assertThat(seen).isEqualTo(from(0));
    assertThat(node.calls("Watch")).isGreaterThan(1);
  }

  @Test
  void aNodeThatGoesAwayAndComesBackIsWaitedFor() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Follow follow = client.follow(task)) {
      assertThat(follow.next().seq()).isZero();
      Future<List<Long>> rest = threads.submit(() -> numbers(follow));
      node.goAway();
      node.comeBack();
      grade();
      assertThat(rest.get()).isEqualTo(from(1));
      // and calls need not wait until gRPC tries to connect again
      assertThat(client.get(task).state()).isEqualTo(TaskState.DONE);
    }
  }

  @Test
  void anEventThatComesTwiceIsRefused() {
    node.publishAsIs(task, FakeEvents.planned().setSeq(0).build());
    assertRefused("the node sent event 0 of task " + task + " where 1 follows");
  }

  @Test
  void anEventThatIsMissingIsNoticed() {
    node.publishAsIs(task, FakeEvents.planned().setSeq(2).build());
    assertRefused("the node sent event 2 of task " + task + " where 1 follows");
  }

  @Test
  void anEndBeforeTheLastEventIsNoEnd() {
    node.publish(task, FakeEvents.planned());
    node.refuse("Watch", Status.OK);
    assertThatExceptionOfType(GraderClientException.class)
        .isThrownBy(() -> client.await(task))
        .matches(failure -> failure.code() == Code.INTERNAL, "internal");
    node.heal();
    try (Follow follow = client.follow(task)) {
      assertThat(follow.next().seq()).isZero();
      assertThat(follow.next().seq()).isEqualTo(1);
      node.refuse("Watch", Status.OK);
      node.breakConnections();
      assertThatExceptionOfType(GraderClientException.class)
          .isThrownBy(follow::hasNext)
          .withMessage("the node ended the events of task " + task + " before the last");
    }
  }

  private void assertRefused(String message) {
    try (Follow follow = client.follow(task)) {
      assertThat(follow.next().seq()).isZero();
      GraderClientException failure =
          catchThrowableOfType(GraderClientException.class, follow::hasNext);
      assertThat(failure).hasMessage(message);
      assertThat(failure.code()).isEqualTo(Code.INTERNAL);
    }
  }

  @Test
  void anUnknownLastEventIsAnEnd() {
    node.publish(task, FakeEvents.of(1));
    try (Follow follow = client.follow(task)) {
      follow.next();
      assertThat(follow.next().body()).isEqualTo(new Body.Unknown());
      assertThat(follow.hasNext()).isFalse();
    }
  }

  @Test
  void aSlowReaderHoldsTheNodeBack() {
    int many = 300;
    ByteString large = ByteString.copyFrom(new byte[64 << 10]);
    for (int i = 0; i < many; i++) {
      node.publish(task, FakeEvents.output("small", large));
    }
    node.publish(task, FakeEvents.result(VERDICT_ACCEPTED));
    long most = 0;
    long read = 0;
    try (Follow follow = client.follow(task)) {
      while (follow.hasNext()) {
        most = Math.max(most, node.sent() - read);
        follow.next();
        read++;
      }
    }
    assertThat(read).isEqualTo(many + 2);
    // the window of the stream, a megabyte, and what both sides hold beside it
    assertThat(most).isLessThan(60);
  }

  @Test
  void sixteenFollowersSeeEverythingEachAcrossCuts() throws Exception {
    LongStream.range(0, EVENTS).forEach(node::cutAfter);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> followers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        followers.add(
            threads.submit(() -> {
              try (Follow follow = client.follow(task)) {
                return numbers(follow);
              }
            }));
      }
      grade();
      for (Future<List<Long>> follower : followers) {
        assertThat(follower.get()).isEqualTo(from(0));
      }
    }
  }
}
