package io.kriterion.grader.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.process.ClosedPort;
import io.kriterion.grader.telemetry.OtlpReceiver.Received;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a collector gets, over real HTTP. */
@Timeout(60)
class TracesTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private static List<Received> traced(String task, Optional<String> traceparent)
      throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      try (Traces traces = Traces.to(receiver.address(), "node-1")) {
        traces.ended(Ends.graded(task, traceparent));
      }
      return receiver.spans();
    }
  }

  private static Received named(List<Received> spans, String name) {
    assertThat(spans).filteredOn(span -> span.name().equals(name)).hasSize(1);
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  private static void assertTimes(Received span, Instant start, Duration length) {
    assertThat(span.start()).as(span.name()).isEqualTo(start);
    assertThat(Duration.between(span.start(), span.end())).as(span.name()).isEqualTo(length);
  }

  @Test
  void anAttemptIsOneTraceWithAllItsStages() throws IOException {
    List<Received> spans = traced("t-1", Optional.empty());
    assertThat(spans)
        .extracting(Received::name)
        .containsExactlyInAnyOrder(
            "grade", "queue", "boot", "create", "launch", "execute", "stop", "clean", "respond");
    Received root = named(spans, "grade");
    assertThat(root.parent()).isEmpty();
    assertThat(spans).extracting(Received::trace).containsOnly(root.trace());
    Received boot = named(spans, "boot");
    assertThat(boot.attributes()).doesNotContainEntry("kriterion.sandbox.prepared", "1");
    for (Received span : spans) {
      switch (span.name()) {
        case "grade" -> assertThat(span.trace()).hasSize(32);
        case "create", "launch" -> assertThat(span.parent()).isEqualTo(boot.span());
        default -> assertThat(span.parent()).isEqualTo(root.span());
      }
    }
    assertThat(root.attributes())
        .containsEntry("kriterion.task.id", "t-1")
        .containsEntry("kriterion.task.attempt", "2")
        .containsEntry("kriterion.handler", "runc")
        .containsEntry("kriterion.verdict", "ACCEPTED")
        .containsEntry("kriterion.ending", "GRADED");
    assertThat(root.error()).isFalse();
  }

  @Test
  void aSandboxThatHadBeenPreparedIsNotMadeInTheTrace() throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      try (Traces traces = Traces.to(receiver.address(), "node-1")) {
        traces.ended(Ends.gradedInPrepared("t-1"));
      }
      assertThat(receiver.spans())
          .extracting(Received::name)
          .containsExactlyInAnyOrder(
              "grade", "queue", "boot", "execute", "stop", "clean", "respond");
      assertThat(named(receiver.spans(), "boot").attributes())
          .containsEntry("kriterion.sandbox.prepared", "1");
    }
  }

  @Test
  void theTimesAreThoseOfTheAttempt() throws IOException {
    List<Received> spans = traced("t-1", Optional.empty());
    Instant booted = Ends.CLAIMED.plusMillis(150);
    Instant executed = booted.plusMillis(800);
    assertTimes(named(spans, "grade"), Ends.ENQUEUED, Duration.ofMillis(4500));
    assertTimes(named(spans, "queue"), Ends.ENQUEUED, Duration.ofSeconds(3));
    assertTimes(named(spans, "boot"), Ends.CLAIMED, Duration.ofMillis(150));
    assertTimes(named(spans, "create"), Ends.CLAIMED, Duration.ofMillis(100));
    assertTimes(named(spans, "launch"), Ends.CLAIMED.plusMillis(100), Duration.ofMillis(50));
    assertTimes(named(spans, "execute"), booted, Duration.ofMillis(800));
    assertTimes(named(spans, "stop"), executed, Duration.ofMillis(40));
    assertTimes(named(spans, "clean"), executed.plusMillis(40), Duration.ofMillis(30));
    assertTimes(named(spans, "respond"), executed, Duration.ofMillis(25));
  }

  @Test
  void anAttemptWithoutAResultIsAnErrorWithItsReason() throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      try (Traces traces = Traces.to(receiver.address(), "node-1")) {
        traces.ended(Ends.failed("t-2"));
      }
      assertThat(receiver.spans())
          .extracting(Received::name)
          .containsExactlyInAnyOrder("grade", "queue");
      Received root = named(receiver.spans(), "grade");
      assertThat(root.error()).isTrue();
      assertThat(root.message()).isEqualTo("no runtime");
      assertThat(root.attributes())
          .containsEntry("kriterion.ending", "FAILED")
          .doesNotContainKey("kriterion.verdict");
      assertThat(receiver.resource())
          .containsEntry("service.name", "kriterion")
          .containsEntry("service.instance.id", "node-1");
    }
  }

  @Test
  void theSubmittersTraceGoesOn() throws IOException {
    List<Received> spans = traced("t-1", Optional.of("00-" + TRACE + "-" + PARENT + "-01"));
    assertThat(spans).hasSize(9).extracting(Received::trace).containsOnly(TRACE);
    assertThat(named(spans, "grade").parent()).isEqualTo(PARENT);
  }

  @Test
  void aTraceThatTheSubmitterDoesNotSampleIsNotTold() throws IOException {
    assertThat(traced("t-1", Optional.of("00-" + TRACE + "-" + PARENT + "-00"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-" + TRACE + "-" + PARENT,
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-01-more",
        "00-zzf7651916cd43dd8448eb211c80319c-" + PARENT + "-01",
        "\r\nX: y"
      })
  void aMalformedTraceContextIsIgnored(String traceparent) throws IOException {
    List<Received> spans = traced("t-1", Optional.of(traceparent));
    Received root = named(spans, "grade");
    assertThat(root.parent()).isEmpty();
    assertThat(root.trace()).isNotEqualTo(TRACE);
  }

  @ParameterizedTest
  @CsvSource({
    "http://collector:4318, http://collector:4318/v1/traces",
    "http://collector:4318/, http://collector:4318/v1/traces",
    "https://[::1]:4318/otlp/traces, https://[::1]:4318/otlp/traces"
  })
  void aCollectorWithoutAPathHasTheUsualOne(URI collector, String endpoint) {
    assertThat(Traces.endpoint(collector)).isEqualTo(endpoint);
  }

  @Test
  void aCollectorThatIsNotThereCostsALineInTheLog() throws IOException {
    try (LogLines log = LogLines.of(DeliveryReport.class);
        ClosedPort port = ClosedPort.take()) {
      try (Traces traces = Traces.to(URI.create("http://127.0.0.1:" + port.number()), "node-1")) {
        for (int i = 0; i < 2000; i++) {
          traces.ended(Ends.graded("t-" + i));
        }
      }
      assertThat(log.messages()).containsExactly("traces could not be delivered and are lost");
    }
  }

  /** It takes the connection, and never answers: the time limit of the class is the assertion. */
  @Test
  void aCollectorThatHangsIsNotWaitedForAtTheEnd() throws IOException {
    try (ServerSocket hanging = new ServerSocket(0)) {
      Traces traces = Traces.to(URI.create("http://127.0.0.1:" + hanging.getLocalPort()), "node-1");
      traces.ended(Ends.graded("t-1"));
      traces.close();
      assertThat(hanging.isClosed()).isFalse();
    }
  }

  @Test
  void aCollectorThatRefusesIsReported() throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver(503);
        LogLines log = LogLines.of(DeliveryReport.class)) {
      try (Traces traces = Traces.to(receiver.address(), "node-1")) {
        traces.ended(Ends.graded("t-1"));
      }
      assertThat(log.messages()).hasSize(1);
    }
  }
}
