package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.TaskText;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
 * @param groups which steps count together, with distinct names; a step is in one at most
 * @param init what kriterion-init is in the sandbox
 */
public record Task(
    String name,
    Optional<String> course,
    ImageSource image,
    Optional<String> runtime,
    Limits limits,
    List<TaskFile> files,
    List<Step> steps,
    List<Group> groups,
    Init init) {
  /** The most files that all steps together bring out of the sandbox. */
  public static final int MOST_ARTIFACTS = 100;

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
    groups = List.copyOf(groups);
    Set<String> names = new HashSet<>();
    for (Step step : steps) {
      if (!names.add(step.name())) {
        throw new IllegalArgumentException(
            "steps: " + Printable.quote(step.name()) + " comes twice");
      }
    }
    int artifacts = steps.stream().mapToInt(step -> step.artifacts().size()).sum();
    if (artifacts > MOST_ARTIFACTS) {
      throw new IllegalArgumentException(
          "artifacts: " + artifacts + " (expected: at most " + MOST_ARTIFACTS + ")");
    }
    checkGroups(groups, steps);
  }

  /** A task whose sandbox has kriterion-init as its main process. */
  public Task(
      String name,
      Optional<String> course,
      ImageSource image,
      Optional<String> runtime,
      Limits limits,
      List<TaskFile> files,
      List<Step> steps,
      List<Group> groups) {
    this(name, course, image, runtime, limits, files, steps, groups, Init.MAIN);
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
        List<Step> kept = steps.subList(0, i + 1);
        List<String> names = kept.stream().map(Step::name).toList();
        return new Task(
            name,
            course,
            image,
            runtime,
            limits,
            files,
            kept,
            groups.stream().flatMap(group -> group.within(names).stream()).toList(),
            init);
      }
    }
    throw new IllegalArgumentException("steps: no " + Printable.quote(last));
  }

  private static void checkGroups(List<Group> groups, List<Step> steps) {
    Set<String> names = new HashSet<>();
    Set<String> grouped = new HashSet<>();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      if (!names.add(group.name())) {
        throw new IllegalArgumentException(
            "groups: " + Printable.quote(group.name()) + " comes twice");
      }
      for (String step : group.steps()) {
        if (!grouped.add(step)) {
          throw new IllegalArgumentException(
              "groups: the step " + Printable.quote(step) + " comes twice");
        }
      }
      Optional<String> problem = group.problem(groups.subList(0, i), steps);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(
            "group " + Printable.quote(group.name()) + ": " + problem.get());
      }
    }
  }

  /** Its image, and those of its interactors, each once. */
  public Set<ImageSource> images() {
    Set<ImageSource> images = new LinkedHashSet<>();
    images.add(image);
    steps.forEach(step -> step.interactor().map(Interactor::image).ifPresent(images::add));
    return images;
  }

  /** The points of all steps and groups together. */
  public int maxPoints() {
    return steps.stream().mapToInt(Step::points).sum()
        + groups.stream().mapToInt(group -> group.points().orElse(0)).sum();
  }
}
