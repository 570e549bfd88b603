package io.kriterion.grader.init;

import static io.kriterion.grader.init.InitSandbox.command;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.init.InitSandbox.Place;
import io.kriterion.grader.init.StepExit.Cause;
import io.kriterion.grader.init.StepExit.Kind;
import io.kriterion.grader.process.Poll;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two programs of two real kriterion-inits whose outputs and inputs are tied together. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Place.class)
@SuppressWarnings("NullAway.Init") // set before each test
class KriterionInitConversationTest extends SessionFixture {

  /** How a program ended, and its standard output. */
  private record End(StepExit exit, String stdout) {}

  /** One side of a conversation. */
  private static final class Side {
    private final LiveInput input = new LiveInput();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final LiveOutput output = new LiveOutput(over::countDown);

    End run(InitSession session, StepCommand command) {
      ByteArrayOutputStream heard = new ByteArrayOutputStream();
      StepExit exit =
          session.run(
              command,
              input,
              (error, bytes) -> {
                begun.countDown();
                if (!error) {
                  heard.writeBytes(bytes);
                }
              },
              output);
      return new End(exit, heard.toString(UTF_8));
    }
  }

  private InitSandbox otherSandbox;
  private InitSession other;
  private ExecutorService threads;
  private final List<Future<Boolean>> ties = new ArrayList<>();
  private final Side left = new Side();
  private final Side right = new Side();

  @BeforeEach
  void startOther() throws Exception {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    otherSandbox = InitSandbox.start(place);
    other = otherSandbox.session();
  }

  @AfterEach
  void stopOther() throws Exception {
    if (otherSandbox != null) {
      otherSandbox.close();
    }
    threads.close();
    for (Future<Boolean> tie : ties) {
      assertThat(tie.get()).as("a direction has come to its end").isTrue();
    }
  }

  private static StepCommand shell(String script) {
    return command(List.of("sh", "-c", script));
  }

  private void tie() {
    tie(left, right);
    tie(right, left);
  }

  private void tie(Side from, Side to) {
    ties.add(
        threads.submit(() -> {
          from.output.relay(to.input);
          return true;
        }));
  }

  private Future<End> start(Side side, InitSession in, StepCommand command) {
    return threads.submit(() -> side.run(in, command));
  }

  @Test
  void eachReadsWhatTheOtherSays() throws Exception {
    tie();
    Future<End> asks =
        start(
            left,
            session,
            shell("for i in 1 2 3; do echo $i; read a; done; echo $a >&2; [ $a = 9 ]"));
    Future<End> squares =
        start(right, other, shell("while read n; do echo $((n * n)); done; echo end"));

    assertThat(asks.get().exit().value()).isZero();
    assertThat(squares.get().stdout()).isEqualTo("1\n4\n9\nend\n");
    assertThat(squares.get().exit().cause()).isEqualTo(Cause.ITSELF);
  }

  @Test
  void anOutputThatIsClosedEarlyIsTheEndOfTheOthersInput() throws Exception {
    tie();
    Future<End> closes =
        start(left, session, shell("echo last; exec >&-; read answer; [ \"$answer\" = last ]"));
    Future<End> waits = start(right, other, shell("all=$(cat); echo $all; exit 5"));

    assertThat(closes.get().exit().value()).isZero();
    assertThat(waits.get().exit().value()).isEqualTo(5);
  }

  @Test
  void aProgramThatEndsIsOverBeforeTheOtherCanKnow() throws Exception {
    tie();
    AtomicInteger early = new AtomicInteger();
    Future<End> crashes = start(left, session, shell("kill -SEGV $$"));
    Future<End> follows =
        threads.submit(() -> {
          End end = right.run(other, shell("cat; exit 1"));
          early.set((int) left.over.getCount());
          return end;
        });

    assertThat(follows.get().exit().value()).isEqualTo(1);
    assertThat(early).as("the other had ended when its end was seen").hasValue(0);
    assertThat(crashes.get().exit().kind()).isEqualTo(Kind.SIGNALLED);
  }

  @Test
  void whatIsSaidToAProgramThatIsOverIsDroppedAndHoldsNobodyBack() throws Exception {
    tie();
    Future<End> says = start(left, session, shell("seq 1 200000; echo done >&2"));
    Future<End> leaves = start(right, other, shell("exit 3"));

    assertThat(leaves.get().exit().value()).isEqualTo(3);
    assertThat(says.get().exit().value()).isZero();
    assertThat(says.get().stdout()).endsWith("\n200000\n");
  }

  @Test
  void withoutAReaderNoMoreComesThanTheWindow() throws Exception {
    Future<End> floods =
        start(
            left,
            session,
            command(List.of("yes"), Duration.ofSeconds(1), Duration.ofSeconds(20), 64 << 20));
    assertThat(left.begun.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Poll.until(() -> sandbox.programs() == 0, Duration.ofSeconds(30))).isTrue();
    assertThat(left.over.await(300, TimeUnit.MILLISECONDS))
        .as("it is told before the output is taken")
        .isFalse();
    left.output.release();
    left.output.release();

    StepExit exit = floods.get().exit();
    assertThat(exit.cause()).isEqualTo(Cause.WALL_LIMIT);
    int pipe = 256 << 10;
    assertThat(floods.get().stdout().length())
        .as("the window, and what the pipe held")
        .isBetween(LiveOutput.WINDOW, LiveOutput.WINDOW + pipe);
  }

  @Test
  void allThatWasSaidIsRelayedAlsoAfterTheEnd() throws Exception {
    Future<End> says = start(left, session, shell("seq 1 5000"));
    assertThat(says.get().exit().value()).isZero();
    tie();
    Future<End> counts = start(right, other, shell("cat | wc -l"));
    assertThat(counts.get().stdout().strip()).isEqualTo("5000");
  }

  @Test
  void anOutputServesOneStepAndEndsWhereTheStepCannotBegin() throws Exception {
    start(left, session, shell("true")).get();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> left.run(session, shell("true")));
    right.output.end();
    right.output.end();
    right.output.relay(new LiveInput()); // returns at once
    assertThat(right.over.getCount()).isZero();
  }
}
