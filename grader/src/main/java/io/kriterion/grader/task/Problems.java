package io.kriterion.grader.task;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Collects what is wrong with one task file, so that its author sees it all at once; one thread.
 */
final class Problems {
  /** The most problems that are told. */
  static final int MOST = 20;

  private final String file;
  private final List<String> lines = new ArrayList<>();
  private int count;

  /** About {@code file}, as its reader named it. */
  Problems(String file) {
    this.file = Printable.path(file);
  }

  /**
   * {@code problem} is wrong at {@code place}, such as {@code steps[1].name}, on the line where
   * {@code node} starts.
   */
  void add(Node node, String place, String problem) {
    add(lineOf(node), place.isEmpty() ? problem : place + ": " + problem);
  }

  /** {@code problem} is on {@code line}, counted from 1. */
  void add(int line, String problem) {
    addLine(file + ":" + line + ": " + problem);
  }

  /** {@code problem} has no line. */
  void add(String problem) {
    addLine(file + ": " + problem);
  }

  private void addLine(String line) {
    count++;
    if (count <= MOST) {
      lines.add(line);
    }
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /** Tells all of them, at most {@link #MOST} in detail. */
  TaskFormatException exception() {
    List<String> told = new ArrayList<>(lines);
    if (count > MOST) {
      told.add(file + ": " + (count - MOST) + " more problems");
    }
    return new TaskFormatException(told);
  }

  /** The line, counted from 1, where {@code node} starts. */
  static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
