package io.kriterion.grader.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EventJsonTest {
  private static final Instant TIME = Instant.parse("2026-05-04T10:20:30.123456Z");
  private static final String HEAD =
      "{\"seq\":7,\"task\":\"t\",\"attempt\":1,\"time\":\"2026-05-04T10:20:30.123456Z\",";

  private static String line(Event event) {
    return new String(new EventJson("t", 1).line(7, TIME, event), UTF_8);
  }

  @Test
  void everyEventHasItsKeys() {
    assertThat(line(new Event.Planned("runc", "sha256:ab")))
        .isEqualTo(HEAD + "\"event\":\"planned\",\"handler\":\"runc\",\"image\":\"sha256:ab\"}\n");
    assertThat(line(new Event.Started("a")))
        .isEqualTo(HEAD + "\"event\":\"step-started\",\"step\":\"a\"}\n");
    assertThat(line(new Event.Output("a", Event.Stream.STDOUT, Bytes.ofText("3\n"))))
        .isEqualTo(
            HEAD
                + "\"event\":\"output\",\"step\":\"a\",\"stream\":\"stdout\",\"data\":\"Mwo=\"}\n");
    assertThat(line(new Event.Output("a", Event.Stream.STDERR, Bytes.ofText("3\n"))))
        .contains("\"stream\":\"stderr\"");
    assertThat(line(new Event.OutputTruncated("a")))
        .isEqualTo(HEAD + "\"event\":\"output-truncated\",\"step\":\"a\"}\n");
    assertThat(line(new Event.Failed("no such image")))
        .isEqualTo(HEAD + "\"event\":\"failed\",\"reason\":\"no such image\"}\n");
  }

  @Test
  void anotherTryAndASecondRunAreOneLineEach() {
    assertThat(line(new Event.Retrying(2, "the runtime\nis away")))
        .isEqualTo(HEAD + "\"event\":\"retrying\",\"reason\":\"the runtime is away\"}\n");
    assertThat(line(new Event.SecondRun(Event.Agreement.AGREES, "so\r\nit is")))
        .isEqualTo(
            HEAD + "\"event\":\"second-run\",\"outcome\":\"agrees\",\"reason\":\"so it is\"}\n");
  }

  @Test
  void aStepHasItsVerdictOrIsSkipped() {
    StepResult ran =
        new StepResult(
            "a",
            Optional.of(Verdict.RUNTIME_ERROR),
            "exit code 3",
            Duration.ofMillis(1),
            Duration.ofNanos(2_500_000),
            new ByteSize(1589248),
            0,
            2);
    assertThat(line(new Event.StepFinished(ran)))
        .isEqualTo(
            HEAD
                + "\"event\":\"step-finished\",\"step\":\"a\",\"verdict\":\"RUNTIME_ERROR\",\"detail\":\"exit code 3\","
                + "\"cpuTime\":\"0.001s\",\"wallTime\":\"0.0025s\",\"peakMemory\":1589248,\"points\":0,\"maxPoints\":2}\n");
    StepResult skipped =
        new StepResult(
            "a",
            Optional.empty(),
            "needs the group b",
            Duration.ZERO,
            Duration.ZERO,
            new ByteSize(0),
            0,
            2);
    assertThat(line(new Event.StepFinished(skipped)))
        .isEqualTo(
            HEAD
                + "\"event\":\"step-finished\",\"step\":\"a\",\"skipped\":true,\"detail\":\"needs the group b\",\"points\":0,\"maxPoints\":2}\n");
  }

  @Test
  void theResultHasTheStages() {
    Stages stages =
        new Stages(
            Duration.ofMillis(100),
            Duration.ofMillis(20),
            Duration.ofSeconds(3),
            Duration.ZERO,
            Duration.ofMinutes(1),
            false);
    assertThat(
            line(
                new Event.Finished(
                    new Result(
                        Verdict.ACCEPTED, 10, 10, List.of(), List.of(), stages, Optional.empty()))))
        .isEqualTo(
            HEAD
                + "\"event\":\"result\",\"verdict\":\"ACCEPTED\",\"points\":10,\"maxPoints\":10,\"groups\":[],\"stages\":"
                + "{\"create\":\"0.1s\",\"launch\":\"0.02s\",\"execute\":\"3s\",\"stop\":\"0s\",\"clean\":\"60s\"}}\n");
  }

  @Test
  void anArtifactComesInPieces() {
    assertThat(line(new Event.Artifact("a", "out/b", 10, 7, Bytes.ofText("3\n\0"))))
        .isEqualTo(
            HEAD
                + "\"event\":\"artifact\",\"step\":\"a\",\"path\":\"out/b\",\"size\":10,\"offset\":7,\"data\":\"MwoA\"}\n");
    assertThat(line(new Event.Artifact("a", "b", 0, 0, Bytes.EMPTY)))
        .endsWith("\"size\":0,\"offset\":0,\"data\":\"\"}\n");
    assertThat(line(new Event.ArtifactMissing("a", "b", Event.Missing.NOT_REGULAR)))
        .isEqualTo(
            HEAD
                + "\"event\":\"artifact-missing\",\"step\":\"a\",\"path\":\"b\",\"reason\":\"not-regular\"}\n");
  }

  @Test
  void theResultHasTheSandboxesPeakWhereItIsKnown() {
    Result result =
        new Result(Verdict.ACCEPTED, 1, 1, List.of(), List.of(), Stages.NONE, Optional.empty());
    assertThat(line(new Event.Finished(result))).doesNotContain("sandboxPeakMemory");
    Result known = result.withSandboxPeakMemory(Optional.of(new ByteSize(1589248)));
    assertThat(line(new Event.Finished(known)))
        .contains(",\"groups\":[],\"sandboxPeakMemory\":1589248,\"stages\":{");
  }

  @Test
  void theResultHasTheGroups() {
    List<GroupResult> groups =
        List.of(
            new GroupResult("g", List.of("a", "b"), Optional.of(Verdict.TIME_LIMIT), 0, 40),
            new GroupResult("h", List.of("c"), Optional.empty(), 0, 1));
    assertThat(
            line(
                new Event.Finished(
                    new Result(
                        Verdict.TIME_LIMIT,
                        0,
                        41,
                        List.of(),
                        groups,
                        Stages.NONE,
                        Optional.empty()))))
        .contains(
            ",\"maxPoints\":41,\"groups\":["
                + "{\"group\":\"g\",\"verdict\":\"TIME_LIMIT\",\"points\":0,\"maxPoints\":40,\"steps\":[\"a\",\"b\"]},"
                + "{\"group\":\"h\",\"skipped\":true,\"points\":0,\"maxPoints\":1,\"steps\":[\"c\"]}],\"stages\":");
  }

  @Test
  void hostileTextAndOutputStayOneLineOfJson() throws IOException {
    byte[] output = new byte[10_000];
    new Random(1).nextBytes(output);
    String name = "a\n\"b\\\u2028\u0000é😀";
    byte[] line =
        new EventJson(name, 2)
            .line(
                Long.MAX_VALUE,
                TIME,
                new Event.Output(name, Event.Stream.STDOUT, Bytes.of(output)));
    assertThat(new String(line, UTF_8).chars().filter(c -> c == '\n').count()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("task").asText()).isEqualTo(name);
    assertThat(json.get("step").asText()).isEqualTo(name);
    assertThat(json.get("seq").asLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(Base64.getDecoder().decode(json.get("data").asText())).isEqualTo(output);
  }

  @Test
  void numbersStartAtOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> new EventJson("t", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EventJson("t", 1).line(0, TIME, new Event.Started("a")))
        .withMessage("seq: 0 (expected: 1 or more)");
  }
}
