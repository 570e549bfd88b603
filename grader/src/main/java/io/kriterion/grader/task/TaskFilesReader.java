package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads which files of the task's go into a sandbox. The files are looked at but not read. */
final class TaskFilesReader {
  /** The keys of a file that is named otherwise in the sandbox. */
  static final List<String> FILE_KEYS = List.of("from", "to");

  /** The most files of one sandbox. */
  static final int MOST_FILES = 1000;

  /** The most files of all sandboxes, a list that an alias repeats counted once. */
  static final int MOST_IN_ALL = 20_000;

  private final Problems problems;
  private final YamlValues values;
  private final TaskDirectory directory;
  private final IdentityHashMap<Node, List<TaskFile>> known = new IdentityHashMap<>();
  private int count;

  TaskFilesReader(Problems problems, TaskDirectory directory) {
    this.problems = problems;
    this.values = new YamlValues(problems);
    this.directory = directory;
  }

  /** The files, with distinct targets; what is wrong with one leaves it out. */
  List<TaskFile> files(Node node, String place) {
    List<TaskFile> before = known.get(node);
    if (before != null) {
      return before;
    }
    List<TaskFile> files = new ArrayList<>();
    known.put(node, files);
    List<Node> items = values.list(node, place, MOST_FILES);
    count += items.size();
    if (count > MOST_IN_ALL) {
      problems.add(
          node, place, count + " files up to here (expected: at most " + MOST_IN_ALL + " in all)");
      return files;
    }
    for (int i = 0; i < items.size(); i++) {
      Node item = items.get(i);
      String at = place + "[" + i + "]";
      Optional<TaskFile> file = file(item, at);
      if (file.isPresent() && isFree(file.get().target(), files, item, at)) {
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
