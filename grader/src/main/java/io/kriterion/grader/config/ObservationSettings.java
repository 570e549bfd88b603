package io.kriterion.grader.config;

import java.net.URI;
import java.util.Optional;

/**
 * How a serving node is observed.
 *
 * @param http where {@code /metrics}, {@code /livez} and {@code /readyz} are; empty: nowhere
 * @param traces where traces go, by OTLP over HTTP; empty: nowhere
 * @param logs the form of the log's lines
 */
public record ObservationSettings(
    Optional<ListenAddress> http, Optional<URI> traces, LogForm logs) {

  /** What is built in. */
  public static final ObservationSettings DEFAULT =
      new ObservationSettings(
          Optional.of(new ListenAddress("127.0.0.1", 9095)), Optional.empty(), LogForm.TEXT);

  /** The form of the log's lines. */
  public enum LogForm {
    /** For people. */
    TEXT,
    /** One JSON object per line. */
    JSON
  }
}
