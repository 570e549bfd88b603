package io.kriterion.grader.runtime;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Which runtime handlers a task may get: the first rule that applies decides. It looks at nothing
 * but the request; what the runtime has is {@link HandlerHealth}'s. Immutable.
 */
public final class RuntimePolicy {

  /** In a list of handlers: whatever the runtime has; as what a task asks for: nothing. */
  public static final String ANY = "any";

  /** What holds where nothing is configured: the one with the longest record first. */
  public static final RuntimePolicy BUILT_IN =
      new RuntimePolicy(
          List.of(
              new PolicyRule(
                  "the built-in rule",
                  Conditions.ALWAYS,
                  new Outcome.Use(List.of("runc", "crun", ANY), Optional.empty()))),
          Map.of());

  private final List<PolicyRule> rules;
  private final Map<String, HandlerOverrides> handlers;

  /**
   * A policy.
   *
   * @param rules the rules, the first that applies first; the last has no condition
   * @param handlers what is said of single handlers, by their names
   * @throws IllegalArgumentException if there would be tasks that no rule applies to
   */
  public RuntimePolicy(List<PolicyRule> rules, Map<String, HandlerOverrides> handlers) {
    if (rules.isEmpty() || !rules.getLast().when().always()) {
      throw new IllegalArgumentException(
          "the last rule has conditions (expected: one without, for all other tasks)");
    }
    this.rules = List.copyOf(rules);
    this.handlers = Collections.unmodifiableMap(new LinkedHashMap<>(handlers));
  }

  /** The rules, in order. */
  public List<PolicyRule> rules() {
    return rules;
  }

  /** What is said of single handlers. */
  public Map<String, HandlerOverrides> handlers() {
    return handlers;
  }

  /**
   * What the node knows of a handler.
   *
   * @param attach whether Attach works as far as the runtime is known; the configuration's word
   *     comes first
   */
  public HandlerSettings settings(String handler, boolean attach) {
    return overrides(handler).over(HandlerSettings.of(handler).withAttach(attach));
  }

  /** The rule that decides about a request. */
  public PolicyRule rule(RuntimeRequest request) {
    return rules.stream()
        .filter(rule -> rule.when().hold(request))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the last rule always applies"));
  }

  /**
   * The handlers for a request, in the order of preference: the one that is asked for, or those of
   * the rule, of which the last may be {@link #ANY}.
   *
   * @throws GraderException of class TASK when the policy refuses the task, or what it asks for
   */
  public List<String> candidates(RuntimeRequest request) {
    PolicyRule rule = rule(request);
    Outcome.Use use =
        switch (rule.outcome()) {
          case Outcome.Use some -> some;
          case Outcome.Refuse(String reason) ->
              throw new GraderException(
                  FailureClass.TASK, "the policy refuses: %s (%s)".formatted(reason, rule.place()));
        };
    if (request.asks().isEmpty()) {
      return use.handlers();
    }
    String asked = request.asks().get();
    if (!mayAsk(use, asked)) {
      throw new GraderException(
          FailureClass.TASK,
          "runtime handler %s may not be asked for here (%s); ask for one of: %s"
              .formatted(asked, rule.place(), String.join(", ", grantable(use))));
    }
    return List.of(asked);
  }

  /**
   * Whether a submission that ran on {@code used} may run on {@code handler} too: where the rule
   * knows it, and it is not weaker. Else a submission could choose the weaker one by crashing.
   */
  boolean permits(RuntimeRequest request, String used, String handler) {
    return rule(request).outcome() instanceof Outcome.Use use
        && (use.handlers().contains(handler)
            || use.handlers().contains(ANY)
            || mayAsk(use, handler))
        && strength(handler).compareTo(strength(used)) >= 0;
  }

  /** Whether a task that this request stands for may ask for a handler. */
  boolean mayAsk(RuntimeRequest request, String handler) {
    return rule(request).outcome() instanceof Outcome.Use use && mayAsk(use, handler);
  }

  private boolean mayAsk(Outcome.Use use, String handler) {
    String first = use.handlers().getFirst();
    if (first.equals(handler)) {
      return true;
    }
    return use.mayAsk()
        .map(named -> named.contains(handler) || named.contains(ANY))
        .orElseGet(() -> first.equals(ANY) || strength(handler).compareTo(strength(first)) >= 0);
  }

  /* What may be asked for, as far as it has a name here. */
  private SequencedSet<String> grantable(Outcome.Use use) {
    List<String> named = new ArrayList<>(use.handlers());
    use.mayAsk().ifPresent(named::addAll);
    named.addAll(handlers.keySet());
    SequencedSet<String> grantable = new LinkedHashSet<>();
    for (String handler : named) {
      if (mayAsk(use, handler)) {
        grantable.add(handler);
      }
    }
    return grantable;
  }

  /* A handler of which nothing is known counts as weak: a task must not get it for its name. */
  private Isolation strength(String handler) {
    return overrides(handler)
        .isolation()
        .or(() -> Isolation.known(handler))
        .orElse(Isolation.SHARED_KERNEL);
  }

  private HandlerOverrides overrides(String handler) {
    return handlers.getOrDefault(handler, HandlerOverrides.NONE);
  }
}
