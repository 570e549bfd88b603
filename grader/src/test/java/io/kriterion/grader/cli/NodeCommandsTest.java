package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.client.fake.FakeEvents;
import io.kriterion.client.fake.FakeNode;
import io.kriterion.client.fake.TestKeys;
import io.kriterion.proto.grader.v1.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class NodeCommandsTest {

  @TempDir private Path directory;
  private NodeFixture kriterion;

  @BeforeEach
  void start() {
    kriterion = new NodeFixture(directory);
  }

  @AfterEach
  void stop() {
    kriterion.close();
  }

  @Test
  void aTaskIsCancelledOnce() {
    String task = kriterion.submit();
    assertThat(kriterion.run("cancel", task, "--reason", "too\nlate")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out()).containsExactly(task + " is cancelled");
    assertThat(kriterion.run("watch", task)).isEqualTo(ExitCode.CANCELLED);
    assertThat(kriterion.out()).containsExactly("--- cancelled: too late");
    String done = kriterion.submit();
    kriterion.node.publish(done, FakeEvents.planned());
    assertThat(kriterion.run("cancel", done)).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .containsExactly(done + " is cancelled; its node has yet to stop it");
    kriterion.node.publish(done, FakeEvents.result(Verdict.VERDICT_ACCEPTED));
    assertThat(kriterion.run("cancel", done, "--json")).isEqualTo(ExitCode.NOT_ACCEPTED);
    assertThat(kriterion.out()).containsExactly("{\"task\":\"t2\",\"state\":\"DONE\"}");
    assertThat(kriterion.run("cancel", "t9")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).containsExactly("kriterion: there is no task t9");
  }

  @Test
  void whatWaitsIsShown() {
    assertThat(kriterion.run("queue")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .containsExactly(
            "PRIORITY  COURSE    TASKS  WORK",
            "10        LEPL1503  5      7s",
            "",
            "5 wait, 1 are graded, 9 have ended");
    assertThat(kriterion.run("queue", "--json")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .containsExactly(
            "{\"priority\":10,\"course\":\"LEPL1503\",\"tasks\":5,\"work\":\"7s\"}",
            "{\"queued\":5,\"running\":1,\"finished\":9}");
  }

  @Test
  void tasksAreListed() {
    kriterion.submit();
    kriterion.submit();
    kriterion.node.publish("t1", FakeEvents.result(Verdict.VERDICT_ACCEPTED));
    assertThat(kriterion.run("queue", "list")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out()).hasSize(3);
    assertThat(kriterion.out().get(0)).startsWith("TASK  STATE ").endsWith("KEY");
    assertThat(kriterion.out().get(1)).startsWith("t2    QUEUED  ");
    assertThat(kriterion.out().get(2)).startsWith("t1    DONE ");
    assertThat(kriterion.run("queue", "list", "--state=done", "--json")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .singleElement()
        .asString()
        .startsWith("{\"task\":\"t1\",\"key\":\"")
        .contains("\"state\":\"DONE\"");
    assertThat(kriterion.run("queue", "list", "--after=t2", "--limit=1")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out()).hasSize(2);
    assertThat(kriterion.run("queue", "list", "--limit=0")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().isEqualTo("--limit: 0 (expected: 1 to 1000)");
    assertThat(kriterion.run("queue", "list", "--state=lost")).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void anOptionBeforeASubcommandIsNotIgnored() {
    assertThat(kriterion.run("queue", "--json", "list")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().isEqualTo("--json stands before list (expected: after it)");
    String socket = directory.resolve("node.sock").toString();
    assertThat(kriterion.runAnywhere("queue", "--socket", socket, "list"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().asString().startsWith("--socket stands before list");
    assertThat(kriterion.runAnywhere("queue", "--address=host:1", "--token-file=token", "list"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().asString().startsWith("--address stands before list");
    assertThat(kriterion.node.calls("List")).isZero();
    assertThat(kriterion.runAnywhere("queue", "--socket", socket, "backup", "queue", "copy.db"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().asString().startsWith("--socket stands before backup");
  }

  @Test
  void theNodeIsPausedAndResumed() {
    assertThat(kriterion.run("nodes")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .containsExactly(
            "NODE    STATE  SLOTS  MEMORY          VERSION  HANDLERS",
            "node-1  READY  1/4    256MiB of 1GiB  0.1.0    runc, kata (no shim)",
            "node-1 grades t1, attempt 2, since 1970-01-01T00:16:41Z");
    assertThat(kriterion.run("pause", "--json")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .containsExactly(
            "{\"node\":\"node-1\",\"state\":\"PAUSED\",\"slots\":4,\"slotsUsed\":1,"
                + "\"memory\":1073741824,\"memoryUsed\":268435456,"
                + "\"started\":\"1970-01-01T00:16:40Z\",\"version\":\"0.1.0\","
                + "\"handlers\":[{\"handler\":\"runc\"},{\"handler\":\"kata\",\"problem\":\"no shim\"}],"
                + "\"running\":[{\"task\":\"t1\",\"attempt\":2,\"since\":\"1970-01-01T00:16:41Z\"}]}");
    assertThat(kriterion.run("resume")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out().get(1)).startsWith("node-1  READY");
  }

  @Test
  void aDrainSaysWhetherSomethingStillRuns() {
    assertThat(kriterion.run("drain", "--wait=1ms")).isEqualTo(ExitCode.NOT_ACCEPTED);
    assertThat(kriterion.out().get(1)).startsWith("node-1  DRAINING");
    kriterion.node.busy(false);
    assertThat(kriterion.run("drain")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out().get(1)).startsWith("node-1  DRAINED");
    assertThat(kriterion.run("drain", "--wait=soon")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().asString().startsWith("--wait \"soon\" is not a duration");
  }

  @Test
  void thePoolOfARunningNodeIsShown() {
    assertThat(kriterion.run("pool")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .hasSize(4)
        .contains("memory 256MiB of 1GiB")
        .anyMatch(line -> line.matches("runc +sha256:0123456789ab +256MiB +1 +2 .*no shim"));
    assertThat(kriterion.run("pool", "--json")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .hasSize(2)
        .last()
        .isEqualTo("{\"memory\":268435456,\"budget\":1073741824}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--runtime=runc",
        "--trust=low",
        "--endpoint=/run/c.sock",
        "--allow-network",
        "--images=/images",
        "--config=k.yaml"
      })
  void howAPoolIsFilledSaysNothingOfThatOfANode(String option) {
    assertThat(kriterion.run("pool", option)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err())
        .first()
        .asString()
        .startsWith(option.replaceFirst("=.*", "") + " is for a pool that is filled here");
    assertThat(kriterion.node.calls("GetPool")).isZero();
  }

  /** Without it, whoever has a token would act as whoever has the socket. */
  @Test
  void aTokenIsNotForTheSocket() {
    String task = kriterion.submit();
    String token = kriterion.write("token", "s3cret").toString();
    assertThat(kriterion.run("cancel", task, "--token-file", token)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err())
        .first()
        .isEqualTo("--token-file is for a node on the network (expected: with --address)");
    assertThat(kriterion.node.calls("Cancel")).isZero();
    assertThat(kriterion.run("nodes", "--address", "host:1", "--token-file", token))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err())
        .first()
        .isEqualTo("--socket and --address name two nodes (expected: one of the two)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nodes", "queue", "pause", "resume", "drain", "pool", "watch t1", "cancel t1"})
  void withoutANodeItIsOneLine(String command) {
    kriterion.node.goAway();
    assertThat(kriterion.run(command.split(" ", -1))).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(kriterion.err())
        .singleElement()
        .asString()
        .startsWith("kriterion: there is no node's socket at ")
        .contains("is the node running");
  }

  @Test
  void aFileThatIsNoSocketIsOneLine() {
    Path file = kriterion.write("file", "");
    assertThat(kriterion.runAnywhere("nodes", "--socket", file.toString()))
        .isEqualTo(ExitCode.NODE_FAILED);
    assertThat(kriterion.err()).singleElement().asString().contains("file does not answer");
  }

  @Test
  void aNodeOnTheNetworkWantsAToken() throws Exception {
    TestKeys keys = TestKeys.make(directory, "loopback", "ip:127.0.0.1");
    String right = kriterion.write("right", "s3cret \nof the course's server\n").toString();
    String wrong = kriterion.write("wrong", "guess-1").toString();
    String ca = keys.certificate().toString();
    try (FakeNode remote = FakeNode.startTls(keys.managers(), "s3cret")) {
      String address = "127.0.0.1:" + remote.port();
      assertThat(
              kriterion.runAnywhere(
                  "nodes", "--address", address, "--token-file", right, "--ca", ca))
          .isEqualTo(ExitCode.OK);
      assertThat(
              kriterion.runAnywhere(
                  "nodes", "--address", address, "--token-file", wrong, "--ca", ca))
          .isEqualTo(ExitCode.BAD_INPUT);
      assertThat(kriterion.err()).containsExactly("kriterion: unknown token");
      assertThat(kriterion.runAnywhere("nodes", "--address", address, "--ca", ca))
          .isEqualTo(ExitCode.BAD_INPUT);
      assertThat(kriterion.err()).first().asString().contains("--token-file");
    }
  }

  @Test
  void whatSaysNoNodeIsBadUsage() throws Exception {
    String token = kriterion.write("token", "s3cret and more").toString();
    assertThat(kriterion.runAnywhere("nodes", "--address", "host", "--token-file", token))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().asString().contains("(expected: HOST:PORT");
    assertThat(kriterion.runAnywhere("nodes", "--address", "host:1", "--token-file", token))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(String.join("\n", kriterion.err())).contains("token:").doesNotContain("s3cret");
    assertThat(kriterion.runAnywhere("nodes", "--address", "host:1", "--token-file", "/absent"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.run("nodes", "--ca", token)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().asString().contains("--ca is for a node on the network");
    Files.writeString(Path.of(token), "s3cret");
    assertThat(
            kriterion.runAnywhere(
                "nodes", "--address", "host:1", "--token-file", token, "--ca", "/absent.pem"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err())
        .singleElement()
        .asString()
        .startsWith("kriterion: certificates /absent.pem cannot be read");
  }
}
