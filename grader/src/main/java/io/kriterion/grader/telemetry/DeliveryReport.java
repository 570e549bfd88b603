package io.kriterion.grader.telemetry;

import io.kriterion.grader.text.Printable;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers spans by another exporter, and says once a minute at the most that it does not work. */
final class DeliveryReport implements SpanExporter {

  /** How long it is silent after it has said something. */
  static final Duration SILENCE = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(DeliveryReport.class);
  private static final int LONGEST = 200;

  private final SpanExporter exporter;
  private final LongSupplier nanoTime;

  /* Guarded by this. */
  private long lost;
  private long said;
  private boolean saidAny;

  DeliveryReport(SpanExporter exporter, LongSupplier nanoTime) {
    this.exporter = exporter;
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> {
      if (!result.isSuccess()) {
        failed(count, result.getFailureThrowable());
      }
    });
  }

  private synchronized void failed(int count, @Nullable Throwable why) {
    lost += count;
    long now = nanoTime.getAsLong();
    if (saidAny && now - said < SILENCE.toNanos()) {
      return;
    }
    log.atWarn()
        .addKeyValue("spans", lost)
        .addKeyValue("reason", reason(why))
        .log("traces could not be delivered and are lost");
    lost = 0;
    said = now;
    saidAny = true;
  }

  private static String reason(@Nullable Throwable why) {
    String text = why == null ? "the collector refused them" : why.toString();
    return Printable.oneLine(text, LONGEST);
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
