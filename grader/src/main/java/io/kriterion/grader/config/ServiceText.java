package io.kriterion.grader.config;

import static io.kriterion.grader.config.ConfigText.list;
import static io.kriterion.grader.config.ConfigText.quoted;

import io.kriterion.grader.config.ApiSettings.Tcp;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sections that are about a serving node, as {@link ConfigText} shows them. */
final class ServiceText {
  /** What stands for a secret. */
  private static final String HIDDEN = "***";

  private ServiceText() {}

  static List<String> lines(NodeSettings node) {
    String slots =
        node.slots().isPresent() ? String.valueOf(node.slots().getAsInt()) : NodeReader.AUTO;
    return List.of(
        "node:",
        "  name: " + quoted(node.name().orElse(NodeReader.AUTO)),
        "  state: " + quoted(node.state().toString()),
        "  slots: " + slots,
        "  memory: " + node.memory().map(ByteSize::toString).orElse(NodeReader.AUTO),
        "  stop-patience: " + DurationText.print(node.stopPatience()));
  }

  static List<String> lines(QueueSettings queue) {
    return List.of(
        "queue:",
        "  lease: " + DurationText.print(queue.lease()),
        "  attempts: " + queue.attempts(),
        "  max-queued: " + queue.mostQueued(),
        "  max-payload: " + queue.largestPayload(),
        "  max-events: " + queue.eventBytes(),
        "  retention: " + DurationText.print(queue.retention()));
  }

  static List<String> lines(ApiSettings api) {
    List<String> lines = new ArrayList<>();
    lines.add("api:");
    lines.add("  socket: " + quoted(api.socket().toString()));
    lines.add("  group: " + quoted(api.group().orElse(ApiReader.ROOT)));
    lines.add("  max-request: " + api.largestRequest());
    lines.add("  listen: " + orOff(api.tcp().map(Tcp::listen)));
    api.tcp()
        .ifPresent(tcp -> {
          lines.add("  certificate: " + quoted(tcp.certificate().toString()));
          lines.add("  key: " + quoted(tcp.key().toString()));
        });
    lines.add(api.tokens().isEmpty() ? "  tokens: []" : "  tokens:");
    api.tokens().forEach(token -> lines.add("    - " + line(token)));
    return lines;
  }

  static List<String> lines(ObservationSettings observation) {
    return List.of(
        "observe:",
        "  http: " + orOff(observation.http()),
        "  traces: " + orOff(observation.traces()),
        "  logs: " + BoundedValues.word(observation.logs()));
  }

  private static String line(Token token) {
    return "{ name: %s, secret: %s, scopes: %s, trust: %s }"
        .formatted(
            quoted(token.name()),
            quoted(HIDDEN),
            list(token.scopes().stream().sorted().map(BoundedValues::word).toList()),
            token.trust().word());
  }

  private static String orOff(Optional<?> value) {
    return value.map(known -> quoted(known.toString())).orElse(ApiReader.OFF);
  }
}
