package io.kriterion.grader.config;

import io.kriterion.grader.pool.PoolSettings;
import io.kriterion.grader.runtime.Conditions;
import io.kriterion.grader.runtime.HandlerOverrides;
import io.kriterion.grader.runtime.HandlerSettings;
import io.kriterion.grader.runtime.Outcome;
import io.kriterion.grader.runtime.PolicyRule;
import io.kriterion.grader.runtime.RuntimePolicy;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.DurationText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/**
 * A configuration as YAML with every value that holds; {@link ConfigReader} reads it back, but for
 * the tokens' secrets, which are not shown.
 */
public final class ConfigText {
  /** The handlers that are shown even where nothing is said of them. */
  private static final List<String> WELL_KNOWN = List.of("runc", "crun", "runsc", "kata");

  private ConfigText() {}

  /** All of {@code config}, one line each; what the runtime alone tells is left out. */
  public static List<String> lines(NodeConfig config) {
    List<String> lines = new ArrayList<>(ServiceText.lines(config.node()));
    lines.add("runtimes:");
    lines.add("  rules:");
    config.policy().rules().forEach(rule -> lines.addAll(lines(rule)));
    lines.add("  handlers:");
    SequencedSet<String> handlers = new LinkedHashSet<>(WELL_KNOWN);
    handlers.addAll(config.policy().handlers().keySet());
    handlers.forEach(name -> lines.add("    " + line(config.policy(), name)));
    lines.add("  back-off: " + DurationText.print(config.backOff()));
    lines.addAll(lines(config.pool()));
    lines.add("grading:");
    lines.add("  attempts: " + config.retries().attempts());
    if (!config.retries().secondRunOn().isEmpty()) {
      lines.add(
          "  second-run: { on: signal, handler: " + list(config.retries().secondRunOn()) + " }");
    }
    lines.addAll(ServiceText.lines(config.queue()));
    lines.addAll(ServiceText.lines(config.api()));
    lines.addAll(ServiceText.lines(config.observation()));
    return lines;
  }

  private static List<String> lines(PoolSettings pool) {
    return List.of(
        "pool:",
        "  min: " + pool.least(),
        "  max: " + pool.most(),
        "  memory: " + pool.memory(),
        "  refills: " + pool.refills(),
        "  idle: " + DurationText.print(pool.idle()),
        "  max-age: " + DurationText.print(pool.age()));
  }

  private static List<String> lines(PolicyRule rule) {
    List<String> entries = new ArrayList<>();
    Conditions when = rule.when();
    entry("trust", when.trust().stream().map(Trust::word).toList(), entries);
    entry("course", when.courses(), entries);
    entry("environment", when.environments(), entries);
    entry("asks", when.asks(), entries);
    switch (rule.outcome()) {
      case Outcome.Refuse(String reason) -> entries.add("refuse: " + quoted(reason));
      case Outcome.Use use -> {
        entries.add("use: " + list(use.handlers()));
        use.mayAsk().ifPresent(named -> entries.add("may-ask: " + list(named)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (String entry : entries) {
      lines.add((lines.isEmpty() ? "    - " : "      ") + entry);
    }
    return lines;
  }

  private static void entry(String key, List<String> values, List<String> entries) {
    if (!values.isEmpty()) {
      entries.add(key + ": " + list(values));
    }
  }

  private static String line(RuntimePolicy policy, String handler) {
    HandlerSettings settings = policy.settings(handler, true);
    Optional<Boolean> attach =
        policy.handlers().getOrDefault(handler, HandlerOverrides.NONE).attach();
    return "%s: { isolation: %s, overhead: %s%s }"
        .formatted(
            quoted(handler),
            settings.isolation().word(),
            settings.overhead(),
            attach.map(works -> ", attach: " + works).orElse(""));
  }

  static String list(List<String> values) {
    return values.stream().map(ConfigText::quoted).collect(Collectors.joining(", ", "[ ", " ]"));
  }

  /* Plain where YAML takes the text for itself in every place, else in double quotes. */
  static String quoted(String text) {
    boolean plain = text.matches("[A-Za-z][A-Za-z0-9._-]*") && !text.matches("(?i)true|false|null");
    return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
