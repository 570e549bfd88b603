package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlTree;
import io.kriterion.grader.text.YamlValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a task from its YAML or JSON file, together with the input and expected output that it
 * names.
 */
public final class TaskReader {
  /** The keys of a task. */
  static final List<String> KEYS =
      List.of(
          "name",
          "course",
          "environment",
          "image",
          "runtime",
          "init",
          "limits",
          "files",
          "groups",
          "steps");

  private final Problems problems;
  private final YamlValues values;
  private final TaskDirectory directory;

  private TaskReader(Problems problems, Path directory) {
    this.problems = problems;
    this.values = new YamlValues(problems);
    this.directory = new TaskDirectory(directory, problems);
  }

  /**
   * Reads a task. Blocks while it reads files: the task's own, at most 1 MiB, and those that steps
   * name, at most 64 MiB together. The task's {@link Task#files files} are looked at but not read.
   *
   * @param file the task's file; the paths in it are relative to its directory
   * @throws TaskFormatException if the file, or one that it names, is missing or malformed; names
   *     up to 20 problems
   */
  public static Task read(Path file) {
    return readSource(file).task();
  }

  /**
   * As {@link #read}, with what has to go along when the task is graded elsewhere.
   *
   * @param file the task's file
   * @throws TaskFormatException as {@link #read}
   */
  public static TaskSource readSource(Path file) {
    return read(file, file.toAbsolutePath().resolveSibling(""));
  }

  /** As {@link #readSource}; the paths in the file are relative to {@code place}. */
  static TaskSource read(Path file, Path place) {
    Problems problems = new Problems(file.toString(), TaskFormatException::new);
    Node root = YamlTree.read(file, "task", problems);
    Path directory;
    try {
      directory = place.toRealPath();
    } catch (IOException e) {
      problems.add("its directory cannot be read: " + Printable.bare(e.toString()));
      throw problems.exception();
    }
    TaskReader reader = new TaskReader(problems, directory);
    Optional<Task> task = reader.task(root);
    if (task.isEmpty() || problems.count() > 0) {
      throw problems.exception();
    }
    return new TaskSource(task.get(), reader.directory.named());
  }

  private Optional<Task> task(Node root) {
    Section section = Section.of(root, "", problems, KEYS, Map.of());
    Optional<String> name =
        section.required("name").flatMap(n -> values.matching(n, "name", TaskText.NAME));
    Optional<String> course =
        section.optional("course").flatMap(n -> values.matching(n, "course", TaskText.NAME));
    Optional<ImageSource> image = new ImageReader(problems).required(section, root);
    Optional<String> runtime =
        section
            .optional("runtime")
            .flatMap(n -> values.matching(n, "runtime", TaskText.HANDLER_OR_ENVIRONMENT))
            .filter(handler -> !handler.equals("any"));
    Init init =
        section
            .optional("init")
            .flatMap(n -> values.word(n, "init", List.of("main", "none")))
            .map(word -> word.equals("none") ? Init.NONE : Init.MAIN)
            .orElse(Init.MAIN);
    int before = problems.count();
    LimitsPatch patch =
        section
            .optional("limits")
            .map(n -> new LimitsReader(problems).taskLimits(n, "limits"))
            .orElse(LimitsPatch.NONE);
    Limits limits = patch.applyTo(Limits.DEFAULTS);
    TaskFilesReader filesReader = new TaskFilesReader(problems, directory);
    List<TaskFile> files =
        section.optional("files").map(n -> filesReader.files(n, "files")).orElse(List.of());
    // Where the task's limits are wrong, what they would mean for its steps is not worth a second
    // line.
    Limits sandbox = problems.count() == before ? limits : Limits.MAXIMUM;
    GroupsReader groups = new GroupsReader(problems);
    section.optional("groups").ifPresent(groups::read);
    InteractorReader interactors = new InteractorReader(problems, filesReader, patch, image);
    StepReader reader = new StepReader(problems, directory, patch, sandbox, groups, interactors);
    List<Step> steps =
        section
            .required("steps")
            .map(n -> new StepsReader(problems, reader).steps(n))
            .orElse(List.of());
    if (problems.count() > 0 || name.isEmpty() || image.isEmpty()) {
      return Optional.empty();
    }
    List<Group> grouped = groups.groups(steps);
    return problems.count() > 0
        ? Optional.empty()
        : Optional.of(
            new Task(
                name.get(), course, image.get(), runtime, limits, files, steps, grouped, init));
  }
}
