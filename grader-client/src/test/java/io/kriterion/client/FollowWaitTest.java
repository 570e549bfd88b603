package io.kriterion.client;

import static io.kriterion.proto.grader.v1.Verdict.VERDICT_ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import io.kriterion.client.GraderClientException.Code;
import io.kriterion.client.fake.FakeEvents;
import io.kriterion.client.fake.FakeNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Waits of a reader that come to an end without an event. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class FollowWaitTest {

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

  private void grade() {
    node.publish(task, FakeEvents.planned());
    node.publish(task, FakeEvents.result(VERDICT_ACCEPTED));
  }

  private static List<Long> numbers(Follow follow) {
    List<Long> numbers = new ArrayList<>();
    follow.forEachRemaining(event -> numbers.add(event.seq()));
    return numbers;
  }

  @Test
  void patienceHasAnEnd() {
    try (GraderClient impatient =
            GraderClient.connect(options().withReconnectPatience(Duration.ofMillis(300)));
        Follow follow = impatient.follow(task)) {
      assertThat(follow.next().seq()).isZero();
      node.goAway();
      GraderClientException failure =
          catchThrowableOfType(GraderClientException.class, follow::hasNext);
      assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(failure.getMessage()).contains("node.sock does not answer").doesNotContain("\n");
      node.comeBack();
      grade();
      Soon.until(() -> isAnswered(follow));
      assertThat(numbers(follow)).containsExactly(1L, 2L);
    }
  }

  /* Connecting again may take longer than the patience does. */
  private static boolean isAnswered(Follow follow) {
    try {
      return follow.hasNext();
    } catch (GraderClientException e) {
      assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
      return false;
    }
  }

  @Test
  void closingEndsAWaitOfTheReader() throws Exception {
    Follow follow = client.follow(task);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(follow.next().seq()).isZero();
      Future<TaskEvent> blocked = threads.submit(follow::next);
      Soon.until(() -> node.watchers(task) == 1);
      follow.close();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(blocked::get)
          .withCauseInstanceOf(NoSuchElementException.class);
      assertThat(follow.hasNext()).isFalse();
      Soon.until(() -> node.watchers(task) == 0);
    }
  }

  @Test
  void closingEndsAWaitForTheNode() throws Exception {
    node.goAway();
    Follow follow = client.follow(task);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> blocked = threads.submit(follow::hasNext);
      follow.close();
      assertThat(blocked.get()).isFalse();
    }
  }

  @Test
  void closingTheClientEndsEveryReader() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Follow follow = client.follow(task)) {
      follow.next();
      Future<Boolean> blocked = threads.submit(follow::hasNext);
      client.close();
      assertThat(codeOf(blocked::get)).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void anInterruptEndsAWaitAndStaysSet() throws Exception {
    try (Follow follow = client.follow(task)) {
      follow.next();
      List<Object> seen = new ArrayList<>();
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                seen.add(catchThrowableOfType(GraderClientException.class, follow::hasNext).code());
                seen.add(Thread.currentThread().isInterrupted());
              });
      reader.interrupt();
      reader.join();
      assertThat(seen).containsExactly(Code.CANCELLED, true);
      // nothing is lost by it
      grade();
      assertThat(numbers(follow)).containsExactly(1L, 2L);
    }
  }

  @Test
  void aTaskThatIsNotThereIsOneClearLine() {
    try (Follow follow = client.follow("t99")) {
      assertThatExceptionOfType(GraderClientException.class)
          .isThrownBy(follow::hasNext)
          .withMessage("there is no task t99")
          .matches(failure -> failure.code() == Code.NOT_FOUND, "not found");
    }
  }

  private static Code codeOf(Callable<?> call) {
    ExecutionException failure = catchThrowableOfType(ExecutionException.class, call::call);
    return failure.getCause() instanceof GraderClientException cause
        ? cause.code()
        : fail("not the client's", failure);
  }
}
