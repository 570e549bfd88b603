package io.kriterion.grader.telemetry;

import io.kriterion.grader.intake.TaskEnd;
import io.kriterion.grader.intake.TaskObserver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a collector of traces how each attempt went, by OTLP over HTTP (protobuf): one trace, or
 * one part of the submitter's where it sent a trace context; none where that says that the trace is
 * not sampled. Spans wait in a bounded buffer and go out in the background; where the collector
 * does not take them they are dropped, and the log says so now and then. Thread-safe.
 */
public final class Traces implements TaskObserver, AutoCloseable {

  /** How many spans wait at the most; about nine are made of an attempt. */
  static final int WAITING = 4096;

  private static final Logger log = LoggerFactory.getLogger(Traces.class);
  private static final String PATH = "/v1/traces";
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration EXPORT = Duration.ofSeconds(4);
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  /* What the library would write to standard error in a form of its own, DeliveryReport says.
   * Held here, because the JDK forgets the levels of loggers that nobody holds. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final SdkTracerProvider provider;
  private final AttemptSpans spans;

  private Traces(SdkTracerProvider provider) {
    this.provider = provider;
    this.spans = new AttemptSpans(provider.get("io.kriterion.grader"));
  }

  /**
   * Traces that go to a collector, which need not be there yet.
   *
   * @param collector an HTTP or HTTPS address; without a path that of OTLP's traces is taken
   * @param node the node's name, by which traces say where they come from
   * @throws IllegalArgumentException when the address is none of HTTP
   */
  public static Traces to(URI collector, String node) {
    LIBRARY.setLevel(java.util.logging.Level.OFF);
    Resource resource =
        Resource.create(
            Attributes.of(
                AttributeKey.stringKey("service.name"),
                "kriterion",
                AttributeKey.stringKey("service.instance.id"),
                node));
    DeliveryReport exporter =
        new DeliveryReport(
            OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint(collector))
                .setConnectTimeout(CONNECT)
                .setTimeout(EXPORT)
                .setRetryPolicy(null)
                .build(),
            System::nanoTime);
    return new Traces(
        SdkTracerProvider.builder()
            .setResource(resource)
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(WAITING)
                    .setMaxExportBatchSize(512)
                    .setScheduleDelay(DELAY)
                    .setExporterTimeout(EXPORT)
                    .build())
            .build());
  }

  static String endpoint(URI collector) {
    String path = collector.getRawPath();
    return path == null || path.isEmpty() || path.equals("/")
        ? collector.resolve(PATH).toString()
        : collector.toString();
  }

  @Override
  public void ended(TaskEnd end) {
    try {
      spans.tell(end);
    } catch (RuntimeException e) {
      // whoever grades is not to be disturbed by who tells
      log.atWarn().setCause(e).log("an attempt could not be traced");
    }
  }

  /** Sends what waits, and ends; blocks for five seconds at the most. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
