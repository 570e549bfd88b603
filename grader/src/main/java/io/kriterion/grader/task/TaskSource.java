package io.kriterion.grader.task;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A task as it lies in its directory.
 *
 * @param task the task
 * @param files the files that it names, inputs, expected outputs and cases included, by the paths
 *     by which it names them; absolute, regular, reached through no symbolic link below the task's
 *     directory when the task was read
 */
public record TaskSource(Task task, SortedMap<String, Path> files) {
  /** Copies the map. */
  public TaskSource {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }
}
