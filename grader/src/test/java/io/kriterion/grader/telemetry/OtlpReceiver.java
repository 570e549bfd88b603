package io.kriterion.grader.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kriterion.grader.web.LimitedHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A collector of traces: takes what is posted to {@code /v1/traces}, and reads it by the numbers of
 * its fields, as OTLP has them.
 */
final class OtlpReceiver implements AutoCloseable {

  /**
   * A span as it came.
   *
   * @param parent empty for none
   * @param message of its status
   */
  record Received(
      String trace,
      String span,
      String parent,
      String name,
      Instant start,
      Instant end,
      Map<String, String> attributes,
      boolean error,
      String message) {}

  private static final HexFormat HEX = HexFormat.of();

  private final HttpServer server;
  private final int status;
  private final List<UnknownFieldSet> bodies = new CopyOnWriteArrayList<>();

  OtlpReceiver() throws IOException {
    this(200);
  }

  /** One that answers with this status. */
  OtlpReceiver(int status) throws IOException {
    this.status = status;
    this.server = LimitedHttp.create();
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      byte[] body = exchange.getRequestBody().readAllBytes();
      if ("application/x-protobuf".equals(type)) {
        bodies.add(UnknownFieldSet.parseFrom(body));
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(status, -1);
    }
  }

  /** All spans that have come. */
  List<Received> spans() {
    return bodies.stream()
        .flatMap(body -> messages(body, 1))
        .flatMap(resource -> messages(resource, 2))
        .flatMap(scope -> messages(scope, 2))
        .map(OtlpReceiver::span)
        .toList();
  }

  /** The attributes of the resource that the last ones came from. */
  Map<String, String> resource() {
    return attributes(
        messages(bodies.getLast(), 1).flatMap(one -> messages(one, 1)).findFirst().orElseThrow(),
        1);
  }

  private static Received span(UnknownFieldSet span) {
    UnknownFieldSet state =
        messages(span, 15).findFirst().orElse(UnknownFieldSet.getDefaultInstance());
    return new Received(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        time(span, 7),
        time(span, 8),
        attributes(span, 9),
        state.getField(3).getVarintList().contains(2L),
        text(state, 2));
  }

  private static Map<String, String> attributes(UnknownFieldSet holder, int number) {
    Map<String, String> attributes = new LinkedHashMap<>();
    messages(holder, number)
        .forEach(pair -> {
          UnknownFieldSet value = messages(pair, 2).findFirst().orElseThrow();
          Stream<String> numbers =
              Stream.of(2, 3)
                  .flatMap(n -> value.getField(n).getVarintList().stream())
                  .map(String::valueOf);
          attributes.put(text(pair, 1), numbers.findFirst().orElse(text(value, 1)));
        });
    return attributes;
  }

  private static Stream<UnknownFieldSet> messages(UnknownFieldSet holder, int number) {
    return holder.getField(number).getLengthDelimitedList().stream()
        .map(bytes -> {
          try {
            return UnknownFieldSet.parseFrom(bytes);
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("field " + number + " is no message", e);
          }
        });
  }

  private static String text(UnknownFieldSet holder, int number) {
    return holder.getField(number).getLengthDelimitedList().stream()
        .map(bytes -> bytes.toStringUtf8())
        .findFirst()
        .orElse("");
  }

  private static String hex(UnknownFieldSet holder, int number) {
    return holder.getField(number).getLengthDelimitedList().stream()
        .map(bytes -> HEX.formatHex(bytes.toByteArray()))
        .findFirst()
        .orElse("");
  }

  private static Instant time(UnknownFieldSet holder, int number) {
    return Instant.EPOCH.plusNanos(holder.getField(number).getFixed64List().getFirst());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
