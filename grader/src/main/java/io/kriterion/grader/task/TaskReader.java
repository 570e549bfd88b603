package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlTree;
import io.kriterion.grader.text.YamlValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
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

  /** The keys of a file that is named otherwise in the sandbox. */
  static final List<String> FILE_KEYS = List.of("from", "to");

  /** The most files of a task. */
  static final int MOST_FILES = 1000;

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
    Problems problems = new Problems(file.toString(), TaskFormatException::new);
    Node root = YamlTree.read(file, "task", problems);
    Path directory;
    try {
      directory = file.toAbsolutePath().resolveSibling("").toRealPath();
    } catch (IOException e) {
      problems.add("its directory cannot be read: " + Printable.bare(e.toString()));
      throw problems.exception();
    }
    Optional<Task> task = new TaskReader(problems, directory).task(root);
    if (task.isEmpty() || problems.count() > 0) {
      throw problems.exception();
    }
    return task.get();
  }

  private Optional<Task> task(Node root) {
    Section section = Section.of(root, "", problems, KEYS, Map.of());
    Optional<String> name =
        section.required("name").flatMap(n -> values.matching(n, "name", TaskText.NAME));
    Optional<String> course =
        section.optional("course").flatMap(n -> values.matching(n, "course", TaskText.NAME));
    Optional<ImageSource> image = image(section, root);
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
    List<TaskFile> files = section.optional("files").map(this::files).orElse(List.of());
    // Where the task's limits are wrong, what they would mean for its steps is not worth a second
    // line.
    Limits sandbox = problems.count() == before ? limits : Limits.MAXIMUM;
    GroupsReader groups = new GroupsReader(problems);
    section.optional("groups").ifPresent(groups::read);
    StepReader reader = new StepReader(problems, directory, patch, sandbox, groups);
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

  private Optional<ImageSource> image(Section section, Node root) {
    Optional<Node> environment = section.optional("environment");
    Optional<Node> image = section.optional("image");
    if (environment.isPresent() && image.isPresent()) {
      return values.problem(
          image.get(), "image", "environment is there too (expected: one of the two)");
    } else if (environment.isPresent()) {
      return values
          .matching(environment.get(), "environment", TaskText.HANDLER_OR_ENVIRONMENT)
          .map(ImageSource.Environment::new);
    } else if (image.isPresent()) {
      return values
          .matching(image.get(), "image", TaskText.IMAGE_REFERENCE)
          .map(ImageSource.Image::new);
    }
    return section.isMapping()
        ? values.problem(root, "environment", "missing (or image)")
        : Optional.empty();
  }

  private List<TaskFile> files(Node node) {
    List<TaskFile> files = new ArrayList<>();
    List<Node> items = values.list(node, "files", MOST_FILES);
    for (int i = 0; i < items.size(); i++) {
      Node item = items.get(i);
      String place = "files[" + i + "]";
      Optional<TaskFile> file = file(item, place);
      if (file.isPresent() && isFree(file.get().target(), files, item, place)) {
        files.add(file.get());
      }
    }
    return files;
  }

  private boolean isFree(String target, List<TaskFile> files, Node node, String place) {
    for (TaskFile other : files) {
      String taken = other.target();
      if (target.equals(taken)
          || target.startsWith(taken + "/")
          || taken.startsWith(target + "/")) {
        problems.add(
            node,
            place,
            Printable.quote(target) + " and " + Printable.quote(taken) + " go to the same place");
        return false;
      }
    }
    return true;
  }

  private Optional<TaskFile> file(Node node, String place) {
    if (!(node instanceof MappingNode)) {
      return directory.file(node, place).map(path -> new TaskFile(path, directory.relative(path)));
    }
    Section section = Section.of(node, place, problems, FILE_KEYS, Map.of());
    Optional<Node> from = section.required("from");
    Optional<Path> source = from.flatMap(n -> directory.file(n, section.placeOf("from")));
    Optional<Node> to = section.optional("to");
    Optional<String> target =
        to.isPresent()
            ? values.matching(to.get(), section.placeOf("to"), TaskText.PATH)
            : source.map(directory::relative);
    return source.flatMap(path -> target.map(text -> new TaskFile(path, text)));
  }
}
