package io.kriterion.grader.task;

import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads whom a step's program talks to: the {@code interactive} of a step. */
final class InteractorReader {
  /** The keys of {@code interactive}. */
  static final List<String> KEYS = List.of("run", "files", "environment", "image", "limits");

  private static final Map<String, String> HINTS =
      Map.of(
          "command", "unknown key (did you mean run?)",
          "file", "unknown key (did you mean files?)");

  private final Problems problems;
  private final TaskFilesReader files;
  private final LimitsPatch taskPatch;
  private final Optional<ImageSource> taskImage;

  /** Interactors of a task that has these limits and this image, unless there is a problem. */
  InteractorReader(
      Problems problems,
      TaskFilesReader files,
      LimitsPatch taskPatch,
      Optional<ImageSource> taskImage) {
    this.problems = problems;
    this.files = files;
    this.taskPatch = taskPatch;
    this.taskImage = taskImage;
  }

  /** The interactor of a step with these limits; empty if something is wrong with it. */
  Optional<Interactor> interactor(Node node, String place, Limits step) {
    int before = problems.count();
    Section section = Section.of(node, place, problems, KEYS, HINTS);
    Optional<List<String>> command =
        section
            .required("run")
            .flatMap(n -> new CommandReader(problems).command(n, section.placeOf("run")));
    List<TaskFile> own =
        section
            .optional("files")
            .map(n -> files.files(n, section.placeOf("files")))
            .orElse(List.of());
    Optional<ImageSource> image = new ImageReader(problems).optional(section).or(() -> taskImage);
    LimitsPatch patch =
        section
            .optional("limits")
            .map(n -> new LimitsReader(problems).taskLimits(n, section.placeOf("limits")))
            .orElse(LimitsPatch.NONE);
    if (problems.count() > before || command.isEmpty() || image.isEmpty()) {
      return Optional.empty();
    }
    Limits limits = limits(patch, step);
    if (limits.wallTime().compareTo(step.wallTime()) <= 0) {
      problems.add(
          section.optional("limits").orElse(node),
          section.placeOf("limits") + ".wall-time",
          "not longer than the step's, "
              + DurationText.print(step.wallTime())
              + " (expected: longer, it answers after the program's end)");
      return Optional.empty();
    }
    try {
      return Optional.of(new Interactor(command.get(), own, image.get(), limits));
    } catch (IllegalArgumentException e) {
      problems.add(node, place, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /* The task's wall time is for its steps: the interactor's follows from its own step's. */
  private Limits limits(LimitsPatch own, Limits step) {
    Limits merged = own.over(taskPatch).applyTo(Limits.DEFAULTS);
    Duration wallTime =
        own.wallTime() != null ? own.wallTime() : step.wallTime().plus(Interactor.MORE_WALL_TIME);
    return new Limits(
        merged.cpuTime(),
        wallTime,
        merged.memory(),
        merged.processes(),
        merged.output(),
        merged.disk(),
        merged.cpus());
  }
}
