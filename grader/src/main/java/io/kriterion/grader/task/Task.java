package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.TaskText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A grading task: which sandbox a submission gets, and which steps run in it.
 *
 * @param name one line, for people
 * @param course the course it belongs to, if it says so
 * @param image where the sandbox's root file system comes from
 * @param runtime the runtime handler that it asks for; empty means any
 * @param limits the sandbox's limits, and what holds for a step that says nothing
 * @param files the task's own files, with distinct targets
 * @param steps what runs, in order: one or more, with distinct names
 */
public record Task(
    String name,
    Optional<String> course,
    ImageSource image,
    Optional<String> runtime,
    Limits limits,
    List<TaskFile> files,
    List<Step> steps) {
  /**
   * Copies the lists and checks the forms.
   *
   * @throws IllegalArgumentException if a part is malformed or a name comes twice
   */
  public Task {
    TaskText.require(TaskText.NAME, name, "name");
    course.ifPresent(text -> TaskText.require(TaskText.NAME, text, "course"));
    runtime.ifPresent(text -> TaskText.require(TaskText.HANDLER_OR_ENVIRONMENT, text, "runtime"));
    files = List.copyOf(files);
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("steps: none (expected: one or more)");
    }
    Set<String> names = new HashSet<>();
    for (Step step : steps) {
      if (!names.add(step.name())) {
        throw new IllegalArgumentException(
            "steps: " + Printable.quote(step.name()) + " comes twice");
      }
    }
  }

  /**
   * The same task without the steps after one of them.
   *
   * @param last the last step's name
   * @throws IllegalArgumentException if it has no step of that name
   */
  public Task upTo(String last) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).name().equals(last)) {
        return new Task(name, course, image, runtime, limits, files, steps.subList(0, i + 1));
      }
    }
    throw new IllegalArgumentException("steps: no " + Printable.quote(last));
  }

  /** The points of all steps together. */
  public int maxPoints() {
    return steps.stream().mapToInt(Step::points).sum();
  }
}
