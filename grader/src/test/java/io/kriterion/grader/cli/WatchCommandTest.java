package io.kriterion.grader.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kriterion.client.fake.FakeEvents;
import io.kriterion.client.fake.FakeNode;
import io.kriterion.client.fake.TestKeys;
import io.kriterion.proto.grader.v1.Cancelled;
import io.kriterion.proto.grader.v1.Dead;
import io.kriterion.proto.grader.v1.Refused;
import io.kriterion.proto.grader.v1.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class WatchCommandTest {

  @TempDir private Path directory;
  private NodeFixture kriterion;
  private String task;

  @BeforeEach
  void start() {
    kriterion = new NodeFixture(directory);
    task = kriterion.submit();
  }

  @AfterEach
  void stop() {
    kriterion.close();
  }

  private void grade(Verdict verdict) {
    kriterion.node.publish(task, FakeEvents.planned());
    kriterion.node.publish(task, FakeEvents.attemptEnded("no shim"));
    kriterion.node.publish(task, FakeEvents.started("small"));
    kriterion.node.publish(task, FakeEvents.output("small", ByteString.copyFrom("hello", UTF_8)));
    kriterion.node.publish(task, FakeEvents.finished(FakeEvents.step("small", verdict)));
    kriterion.node.publish(task, FakeEvents.result(verdict));
  }

  @Test
  void aPersonSeesWhatRunWouldShow() {
    grade(Verdict.VERDICT_RUNTIME_ERROR);
    kriterion.node.cutAfter(4);
    assertThat(kriterion.run("watch", task)).isEqualTo(ExitCode.NOT_ACCEPTED);
    assertThat(kriterion.err()).isEmpty();
    assertThat(kriterion.out())
        .containsExactly(
            "runtime handler crun",
            "--- waits for another attempt, since the node failed: no shim",
            "--- small",
            "hello",
            "",
            "STEP   VERDICT        CPU     WALL    MEMORY   POINTS  DETAIL",
            "small  RUNTIME_ERROR  2.0 ms  3.0 ms  1.5 MiB  1/2     exit code 3",
            "",
            "GROUP  VERDICT        POINTS",
            "all    RUNTIME_ERROR  1/2",
            "",
            "RUNTIME_ERROR, 1 of 2 points",
            "create 1000 ms, launch 0.0 ms, execute 0.0 ms, stop 0.0 ms, clean 0.0 ms; together 1000 ms",
            "the sandbox's memory at its peak: 5.0 MiB");
  }

  @Test
  void jsonEventsKeepTheNodesNumbers() {
    grade(Verdict.VERDICT_ACCEPTED);
    assertThat(kriterion.run("watch", task, "--json")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out()).hasSize(7);
    for (int i = 0; i < 7; i++) {
      assertThat(kriterion.out().get(i))
          .startsWith("{\"seq\":" + i + ",\"task\":\"" + task + "\",\"attempt\":");
    }
    assertThat(kriterion.out().get(0)).contains("\"event\":\"accepted\"");
    assertThat(kriterion.out().get(2))
        .contains("\"event\":\"attempt-ended\",\"reason\":\"no shim\"");
    assertThat(kriterion.out().get(4))
        .contains("\"time\":\"1970-01-01T00:00:05.000000006Z\"", "\"data\":\"aGVsbG8=\"");
    assertThat(kriterion.out().getLast()).contains("\"event\":\"result\",\"verdict\":\"ACCEPTED\"");
  }

  @Test
  void itBeginsWhereItIsToldTo() {
    grade(Verdict.VERDICT_ACCEPTED);
    assertThat(kriterion.run("watch", task, "--json", "--after=4")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out()).hasSize(2).first().asString().startsWith("{\"seq\":5,");
    // all of it is known, and the exit code still tells how it ended
    assertThat(kriterion.run("watch", task, "--json", "--after=6")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out()).isEmpty();
    assertThat(kriterion.run("watch", task, "--after=-1")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().isEqualTo("--after -1 (expected: 0 or more)");
  }

  @ParameterizedTest
  @CsvSource({
    "VERDICT_ACCEPTED, 0",
    "VERDICT_WRONG_ANSWER, 1",
    "VERDICT_COMPILE_ERROR, 1",
    "VERDICT_TIME_LIMIT, 1",
    "VERDICT_INTERNAL_ERROR, 3",
  })
  void theExitCodeIsTheVerdicts(Verdict verdict, int code) {
    kriterion.node.publish(task, FakeEvents.result(verdict));
    assertThat(kriterion.run("watch", task)).isEqualTo(code);
  }

  @Test
  void aTaskThatWasRefused() {
    kriterion.node.publish(
        task, FakeEvents.of(1).setRefused(Refused.newBuilder().setReason("no image\nno handler")));
    assertThat(kriterion.run("watch", task)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.out()).containsExactly("--- refused: no image", "--- refused: no handler");
  }

  @Test
  void aTaskThatWasCancelled() {
    kriterion.node.publish(
        task, FakeEvents.of(1).setCancelled(Cancelled.newBuilder().setReason("too late")));
    assertThat(kriterion.run("watch", task)).isEqualTo(ExitCode.CANCELLED);
    assertThat(kriterion.out()).containsExactly("--- cancelled: too late");
    assertThat(kriterion.run("watch", task, "--json")).isEqualTo(ExitCode.CANCELLED);
    assertThat(kriterion.out().getLast())
        .contains("\"event\":\"cancelled\",\"reason\":\"too late\"");
  }

  @Test
  void aTaskWhoseAttemptsAllFailed() {
    kriterion.node.publish(
        task, FakeEvents.of(2).setDead(Dead.newBuilder().addReasons("a").addReasons("b")));
    assertThat(kriterion.run("watch", task)).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(kriterion.out()).containsExactly("--- the node failed: a", "--- the node failed: b");
    assertThat(kriterion.run("watch", task, "--json")).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(kriterion.out().getLast()).contains("\"event\":\"dead\",\"reasons\":[\"a\",\"b\"]");
  }

  @Test
  void aVerdictOfANewerNodeIsNotGuessed() {
    kriterion.node.publish(
        task,
        FakeEvents.of(1)
            .setResult(io.kriterion.proto.grader.v1.Result.newBuilder().setVerdictValue(77)));
    assertThat(kriterion.run("watch", task)).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(kriterion.err()).singleElement().asString().contains("update the command");
  }

  @Test
  void aNodeThatIsNotThereIsNotWaitedFor() throws Exception {
    String token = kriterion.write("token", "s3cret").toString();
    assertThat(kriterion.runAnywhere("watch", task, "--address=127.0.0.1:1", "--token-file", token))
        .isEqualTo(ExitCode.NODE_FAILED);
    assertThat(kriterion.err())
        .singleElement()
        .asString()
        .startsWith("kriterion: the node at 127.0.0.1:1 does not answer (");
    TestKeys keys = TestKeys.make(directory, "loopback", "ip:127.0.0.1");
    try (FakeNode remote = FakeNode.startTls(keys.managers(), "s3cret")) {
      String address = "--address=127.0.0.1:" + remote.port();
      // its certificate is not one that Java trusts
      assertThat(kriterion.runAnywhere("watch", task, address, "--token-file", token))
          .isEqualTo(ExitCode.NODE_FAILED);
      assertThat(kriterion.err()).singleElement().asString().contains("does not answer (");
    }
  }

  @Test
  void aTaskThatIsNotThere() {
    assertThat(kriterion.run("watch", "t9")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).containsExactly("kriterion: there is no task t9");
  }
}
