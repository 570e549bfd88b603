package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.runtime.HandlerSettings;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Missing;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.Verdict;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the inside may answer when it is asked for artifacts, told truly by a fake of it. */
@Timeout(60)
class ArtifactsOnFakeRuntimeTest extends FakeRuntimeFixture {

  private static final String TASK =
      """
      name: t
      environment: base
      steps:
        - { name: one, run: [./a], artifacts: [a, b] }
        - { name: two, run: [./a], artifacts: [c, d, e, f] }
      """;

  private static final long MIB = 1 << 20;

  private Plan planned(FakeInit.Get get) throws IOException {
    server.streaming().program("/.kriterion/init", new FakeInit(get));
    Task task = task(TASK);
    HandlerSettings settings = HandlerSettings.of("runc").withAttach(false);
    return new Plan(
        task, "runc", new PlannedImage("sha256:1", Map.of()), List.of(), Map.of(), settings, 1);
  }

  private Result graded(FakeInit.Get get) throws IOException, InterruptedException {
    Result result = grade(planned(get), events::add);
    assertNothingIsLeft();
    return result;
  }

  private <T extends Event> Stream<T> told(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast);
  }

  @Test
  void aFileComesInPiecesAndItsEndIsKnown() throws IOException, InterruptedException {
    Result result =
        graded((path, most, reply) -> {
          int size = path.equals("a") ? 150_000 : 0;
          reply.file(size);
          for (int left = size; left > 0; left -= 50_000) {
            reply.content(50_000);
          }
        });
    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(told(Event.Artifact.class).filter(piece -> piece.path().equals("a")))
        .extracting(Event.Artifact::offset, piece -> piece.data().length(), Event.Artifact::isLast)
        .containsExactly(
            tuple(0L, 65_536, false), tuple(65_536L, 65_536, false), tuple(131_072L, 18_928, true));
    assertThat(told(Event.Artifact.class).filter(piece -> piece.path().equals("b")))
        .singleElement()
        .satisfies(piece -> assertThat(piece.isLast()).isTrue());
    assertThat(events.indexOf(told(Event.Artifact.class).findFirst().orElseThrow()))
        .as("before the step is finished")
        .isLessThan(events.indexOf(told(Event.StepFinished.class).findFirst().orElseThrow()));
  }

  @Test
  void nothingMoreIsAskedForThanAllMayBeTogether() throws IOException, InterruptedException {
    StringBuilder asked = new StringBuilder();
    graded((path, most, reply) -> {
      asked.append(path).append(most / MIB).append(' ');
      long size = Math.min(most, path.equals("b") ? 10 * MIB : 16 * MIB);
      reply.file(size);
      for (long left = size; left > 0; left -= MIB / 2) {
        reply.content((int) MIB / 2);
      }
    });
    assertThat(asked).hasToString("a16 b16 c16 d16 e6 f0 ");
    assertThat(told(Event.Artifact.class).mapToLong(piece -> piece.data().length()).sum())
        .isEqualTo(new ByteSize(64 * MIB).bytes());
  }

  @ParameterizedTest
  @CsvSource({
    "2, NOT_FOUND",
    "20, NOT_FOUND",
    "40, LINK",
    "21, NOT_REGULAR",
    "22, NOT_REGULAR",
    "6, NOT_REGULAR",
    "27, TOO_LARGE",
    "13, UNREADABLE",
    "116, UNREADABLE"
  })
  void aFileThatIsItsOwnFaultIsToldAndNoVerdict(int errno, Missing reason)
      throws IOException, InterruptedException {
    Result result = graded((path, most, reply) -> reply.error(errno));
    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(told(Event.ArtifactMissing.class))
        .hasSize(6)
        .first()
        .isEqualTo(new Event.ArtifactMissing("one", "a", reason));
  }

  @Test
  void ofAFileThatBreaksOffNothingIsToldButThat() throws IOException, InterruptedException {
    Result result =
        graded((path, most, reply) -> {
          reply.file(100);
          reply.content(60);
          reply.error(116);
        });
    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(told(Event.Artifact.class)).isEmpty();
    assertThat(told(Event.ArtifactMissing.class)).hasSize(6);
  }

  private void assertNodesFault(FakeInit.Get get) throws IOException, InterruptedException {
    Result result = graded(get);
    assertThat(result.verdict()).isEqualTo(Verdict.INTERNAL_ERROR);
    assertThat(result.steps().getFirst().verdict()).contains(Verdict.INTERNAL_ERROR);
    assertThat(result.steps().getFirst().detail()).isNotEmpty();
    assertThat(told(Event.Artifact.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"12", "5", "23", "71"})
  void aFailureOfTheNodesOwnIsNoVerdictOfTheSubmissions(int errno)
      throws IOException, InterruptedException {
    assertNodesFault((path, most, reply) -> reply.error(errno));
  }

  @Test
  void aStreamThatEndsInTheMidstIsTheNodesFault() throws IOException, InterruptedException {
    assertNodesFault((path, most, reply) -> {
      reply.file(100);
      reply.content(60);
      throw new EOFException("gone");
    });
  }

  @Test
  void moreThanWasAskedForIsNotTaken() throws IOException, InterruptedException {
    assertNodesFault((path, most, reply) -> reply.file(most + 1));
  }

  @Test
  void moreThanWasAnnouncedIsNotTaken() throws IOException, InterruptedException {
    assertNodesFault((path, most, reply) -> {
      reply.file(100);
      reply.content(101);
    });
  }

  @Test
  void anInsideThatDoesNotAnswerIsGivenUp() throws IOException, InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Plan plan =
        planned((path, most, reply) -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (Sandbox sandbox = Sandbox.prepare(host(), plan.shape())) {
      Artifacts artifacts = new Artifacts(sandbox, events::add, Duration.ofMillis(10));
      assertThatExceptionOfType(GraderException.class)
          .isThrownBy(() -> artifacts.bringOut(plan.task().steps().getFirst()))
          .satisfies(e -> assertThat(e.failureClass()).isNotEqualTo(FailureClass.TASK));
      over.countDown();
    }
    assertThat(events).isEmpty();
    assertNothingIsLeft();
  }
}
