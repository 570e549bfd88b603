package io.kriterion.grader.task;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program of the task's that talks to a step's program, in a sandbox of its own, and says whether
 * that did well: exit code 42 if so, 43 if not; anything else is its own failure.
 *
 * @param command the program and its arguments, as a step's
 * @param files the files of its sandbox, with distinct targets; the step's sandbox has none of them
 * @param image where its sandbox's root file system comes from
 * @param limits of its sandbox; it has more wall time than the step
 */
public record Interactor(
    List<String> command, List<TaskFile> files, ImageSource image, Limits limits) {

  /**
   * How much more wall time it has than its step where nothing else is said: it is there before the
   * step's program, and has to find its answer after the end of it, also where that end is the
   * sandbox's.
   */
  static final Duration MORE_WALL_TIME = Duration.ofSeconds(20);

  /** Copies the lists. */
  public Interactor {
    command = List.copyOf(command);
    files = List.copyOf(files);
    program(command, limits); // checks the form
  }

  /** What runs in its sandbox, as a step that earns nothing. */
  public Step program() {
    return program(command, limits);
  }

  private static Step program(List<String> command, Limits limits) {
    return new Step(
        "interactor",
        command,
        Map.of(),
        Bytes.EMPTY,
        Optional.empty(),
        limits,
        0,
        FailureMeaning.OWN_VERDICT);
  }
}
