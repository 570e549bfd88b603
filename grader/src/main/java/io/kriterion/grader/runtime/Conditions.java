package io.kriterion.grader.runtime;

import java.util.List;

/**
 * When a rule of the policy applies: all of its conditions hold. A condition without values always
 * holds, one with several holds for each of them.
 *
 * @param trust how far the submitter is trusted
 * @param courses the task's course
 * @param environments the task's environment
 * @param asks the handler that is asked for; {@code any} where none is
 */
public record Conditions(
    List<Trust> trust, List<String> courses, List<String> environments, List<String> asks) {

  /** No condition: always. */
  public static final Conditions ALWAYS =
      new Conditions(List.of(), List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Conditions {
    trust = List.copyOf(trust);
    courses = List.copyOf(courses);
    environments = List.copyOf(environments);
    asks = List.copyOf(asks);
  }

  /** Whether there is no condition. */
  public boolean always() {
    return equals(ALWAYS);
  }

  boolean hold(RuntimeRequest request) {
    return (trust.isEmpty() || trust.contains(request.trust()))
        && (courses.isEmpty() || request.course().filter(courses::contains).isPresent())
        && (environments.isEmpty()
            || request.environment().filter(environments::contains).isPresent())
        && (asks.isEmpty() || asks.contains(request.asks().orElse(RuntimePolicy.ANY)));
  }
}
