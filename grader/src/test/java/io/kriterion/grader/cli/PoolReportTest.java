package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.client.PoolInfo;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.ByteSize;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a pool's state is told. */
class PoolReportTest {

  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  private static final PoolState STATE =
      new PoolState(
          List.of(
              new PoolState.Shape(
                  shape("runc"), 2, 1, 3, Optional.of(Duration.ofMillis(1500)), 7, 4, 9, 0, 1, ""),
              new PoolState.Shape(
                  shape("kata"), 0, 0, 1, Optional.empty(), 0, 5, 0, 6, 0, "no shim:\n \"x\"")),
          ByteSize.ofMebibytes(75),
          ByteSize.ofMebibytes(512),
          true);

  private static SandboxShape shape(String handler) {
    return new SandboxShape(
        handler,
        Isolation.of(handler),
        DIGEST,
        ByteSize.ofMebibytes(256),
        ByteSize.ofMebibytes(64),
        MainProcess.INIT);
  }

  private static List<String> lines(PoolReport report, boolean json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    report.print(new PrintStream(bytes, false, StandardCharsets.UTF_8), json);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aTableForPeople() {
    List<String> lines = lines(PoolReport.of(STATE, false), false);
    assertThat(lines).hasSize(5).last().isEqualTo("memory 75MiB of 512MiB");
    assertThat(lines.get(0).split(" {2,}"))
        .containsExactly(
            "HANDLER",
            "IMAGE",
            "SIZE",
            "NETWORK",
            "READY",
            "TARGET",
            "AGE",
            "CLAIMED",
            "MISSED",
            "REFILLS",
            "FAILURES",
            "BACK-OFF");
    assertThat(lines.get(1).split(" {2,}"))
        .containsExactly(
            "runc",
            "sha256:0123456789ab",
            "256MiB",
            "none",
            "2",
            "3",
            "1500 ms",
            "7",
            "4",
            "9",
            "0",
            "-");
    assertThat(lines.get(2).split(" {2,}"))
        .containsExactly(
            "kata",
            "sha256:0123456789ab",
            "256MiB",
            "none",
            "0",
            "1",
            "-",
            "0",
            "5",
            "0",
            "6",
            "no shim: \"x\"");
  }

  @Test
  void oneJsonObjectPerLine() {
    String image = "\"image\":\"" + DIGEST + "\",\"size\":268435456,\"disk\":67108864,";
    assertThat(lines(PoolReport.of(STATE, true), true))
        .containsExactly(
            "{\"handler\":\"runc\","
                + image
                + "\"network\":\"runtime\",\"ready\":2,\"preparing\":1,\"target\":3,\"age\":\"1.5s\","
                + "\"claimed\":7,\"missed\":4,\"refills\":9,\"failures\":0,\"rotten\":1}",
            "{\"handler\":\"kata\","
                + image
                + "\"network\":\"runtime\",\"ready\":0,\"preparing\":0,\"target\":1,"
                + "\"claimed\":0,\"missed\":5,\"refills\":0,\"failures\":6,\"rotten\":0,"
                + "\"backOff\":\"no shim:\\n \\\"x\\\"\"}",
            "{\"memory\":78643200,\"budget\":536870912}");
  }

  @Test
  void aNodeSaysNothingOfItsNetwork() {
    PoolInfo.Shape shape =
        new PoolInfo.Shape(
            "crun", "base", 1 << 20, 0, 1, 0, 1, Optional.empty(), 2, 3, 4, 5, 6, Optional.empty());
    PoolReport report = PoolReport.of(new PoolInfo(List.of(shape), 1 << 20, 2 << 20));
    List<String> lines = lines(report, false);
    assertThat(lines.get(0).split(" {2,}")).startsWith("HANDLER", "IMAGE", "SIZE", "READY");
    assertThat(lines.get(1).split(" {2,}"))
        .containsExactly("crun", "base", "1MiB", "1", "1", "-", "2", "3", "4", "5", "-");
    assertThat(lines(report, true).getFirst())
        .isEqualTo(
            "{\"handler\":\"crun\",\"image\":\"base\",\"size\":1048576,\"disk\":0,\"ready\":1,"
                + "\"preparing\":0,\"target\":1,\"claimed\":2,\"missed\":3,\"refills\":4,"
                + "\"failures\":5,\"rotten\":6}");
  }
}
