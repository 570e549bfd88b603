package io.kriterion.grader.text;

import io.kriterion.grader.error.GraderException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one file, so that its author sees it all at once; one thread. */
public final class Problems {
  /** The most problems that are told. */
  public static final int MOST = 20;

  private final String file;
  private final Function<List<String>, ? extends GraderException> exceptions;
  private final List<String> lines = new ArrayList<>();
  private int count;

  /**
   * About a file.
   *
   * @param file as its reader named it
   * @param exceptions makes the exception that tells some problems, one line each
   */
  public Problems(String file, Function<List<String>, ? extends GraderException> exceptions) {
    this.file = Printable.path(file);
    this.exceptions = exceptions;
  }

  /**
   * {@code problem} is wrong at {@code place}, such as {@code steps[1].name}, on the line where
   * {@code node} starts.
   */
  public void add(Node node, String place, String problem) {
    add(lineOf(node), place.isEmpty() ? problem : place + ": " + problem);
  }

  /** {@code problem} is on {@code line}, counted from 1. */
  public void add(int line, String problem) {
    addLine(file + ":" + line + ": " + problem);
  }

  /** {@code problem} has no line. */
  public void add(String problem) {
    addLine(file + ": " + problem);
  }

  private void addLine(String line) {
    count++;
    if (count <= MOST) {
      lines.add(line);
    }
  }

  /** How many there were. */
  public int count() {
    return count;
  }

  /** Tells all of them, at most {@link #MOST} in detail. */
  public GraderException exception() {
    List<String> told = new ArrayList<>(lines);
    if (count > MOST) {
      told.add(file + ": " + (count - MOST) + " more problems");
    }
    return exceptions.apply(told);
  }

  /** The line, counted from 1, where {@code node} starts. */
  public static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
