package io.kriterion.grader.task;

import io.kriterion.grader.text.TaskText;
import java.util.List;

/**
 * Files of one directory that are named alike, such as {@code tests/*.in}.
 *
 * @param directory their directory, relative to the task's; empty for the task's own
 * @param prefix what their names start with
 * @param suffix what their names end with
 */
record CasePattern(String directory, String prefix, String suffix) {
  /** Of a text that matches {@link TaskText#CASES}. */
  static CasePattern of(String text) {
    int slash = text.lastIndexOf('/');
    int star = text.lastIndexOf('*');
    return new CasePattern(
        text.substring(0, Math.max(0, slash)),
        text.substring(slash + 1, star),
        text.substring(star + 1));
  }

  /** What stands for the star in each of {@code names} that matches, in the order of numbers. */
  List<String> labels(List<String> names) {
    return names.stream()
        .filter(name -> name.length() > prefix.length() + suffix.length())
        .filter(name -> name.startsWith(prefix) && name.endsWith(suffix))
        .map(name -> name.substring(prefix.length(), name.length() - suffix.length()))
        .sorted(new NaturalOrder())
        .toList();
  }

  /** The path of the file in which {@code label} stands for the star. */
  String path(String label) {
    return (directory.isEmpty() ? "" : directory + "/") + prefix + label + suffix;
  }
}
