package io.kriterion.grader.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is said of traces that do not arrive, and how often. */
class DeliveryReportTest {

  /* One that works or does not, as a test says. */
  private static final class Switch implements SpanExporter {
    private volatile boolean works;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return works
          ? CompletableResultCode.ofSuccess()
          : CompletableResultCode.ofExceptionalFailure(
              new IllegalStateException("two\nlines " + "x".repeat(1000)));
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void lostSpansAreCountedAndToldOnceAMinute() {
    AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    Switch exporter = new Switch();
    try (LogLines log = LogLines.of(DeliveryReport.class);
        SdkTracerProvider provider =
            SdkTracerProvider.builder()
                .addSpanProcessor(
                    SimpleSpanProcessor.create(new DeliveryReport(exporter, time::get)))
                .build()) {
      AttemptSpans spans = new AttemptSpans(provider.get("test"));
      // two spans each, and each is an export of its own here
      spans.tell(Ends.failed("t-1"));
      assertThat(log.pairs()).containsExactly("1 java.lang.IllegalStateException: two lines");
      spans.tell(Ends.failed("t-2"));
      time.addAndGet(DeliveryReport.SILENCE.toNanos());
      exporter.works = true;
      spans.tell(Ends.failed("t-3"));
      assertThat(log.pairs()).hasSize(1);
      exporter.works = false;
      spans.tell(Ends.failed("t-4"));
      // one of the first attempt, two of the second, one of the fourth
      assertThat(log.pairs()).last().isEqualTo("4 java.lang.IllegalStateException: two lines");
      assertThat(log.pairs()).hasSize(2);
    }
  }
}
