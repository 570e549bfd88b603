package io.kriterion.grader.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kriterion.grader.text.TaskText;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One command that runs in the task's sandbox.
 *
 * @param name unique within the task, one line
 * @param command the program and its arguments, at least the program; looked up in PATH where it
 *     has no slash
 * @param env variables added to the sandbox's environment, in the order of the task
 * @param stdin what the program reads from its standard input
 * @param expect what it must print, if that matters
 * @param limits every limit, after the task's and the node's defaults are filled in
 * @param points what an accepted step earns, 0 to 1 000 000
 * @param failure what it means when the step is not accepted
 * @param interactor who talks to the program and judges it, instead of {@code stdin} and {@code
 *     expect}
 * @param artifacts the files that are brought out of the sandbox when the step has ended: distinct
 *     relative paths below the workspace, no {@code .} or {@code ..} in them
 */
public record Step(
    String name,
    List<String> command,
    Map<String, String> env,
    Bytes stdin,
    Optional<Expectation> expect,
    Limits limits,
    int points,
    FailureMeaning failure,
    Optional<Interactor> interactor,
    List<String> artifacts) {
  /** The most points of one step. */
  static final int MOST_POINTS = 1_000_000;

  /**
   * The most bytes of all arguments and variables together; Linux and the way into the sandbox
   * carry little more.
   */
  static final int MOST_ARGUMENT_BYTES = 512 * 1024;

  /**
   * Copies the collections and checks the forms.
   *
   * @throws IllegalArgumentException if a part is malformed
   */
  public Step {
    TaskText.require(TaskText.NAME, name, "name");
    command = List.copyOf(command);
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new IllegalArgumentException(
          "command: no program (expected: a program and its arguments)");
    }
    command.forEach(argument -> TaskText.require(TaskText.ARGUMENT, argument, "command"));
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    env.forEach((variable, value) -> {
      TaskText.require(TaskText.VARIABLE, variable, "env");
      TaskText.require(TaskText.ARGUMENT, value, "env");
    });
    int length = bytes(command) + bytes(env.keySet()) + bytes(env.values());
    if (length > MOST_ARGUMENT_BYTES) {
      throw new IllegalArgumentException(
          "arguments and variables: "
              + length
              + " bytes (expected: at most "
              + MOST_ARGUMENT_BYTES
              + ")");
    }
    if (interactor.isPresent() && (!stdin.isEmpty() || expect.isPresent())) {
      throw new IllegalArgumentException(
          "interactor: there is an input or an expected output too (expected: one of the two)");
    }
    if (points < 0 || points > MOST_POINTS) {
      throw new IllegalArgumentException(
          "points: " + points + " (expected: 0.." + MOST_POINTS + ")");
    }
    artifacts = List.copyOf(artifacts);
    artifacts.forEach(path -> TaskText.require(TaskText.PATH, path, "artifacts"));
    if (Set.copyOf(artifacts).size() < artifacts.size()) {
      throw new IllegalArgumentException("artifacts: a path comes twice");
    }
  }

  /** A step whose program has nobody to talk to, and of which no file is brought out. */
  public Step(
      String name,
      List<String> command,
      Map<String, String> env,
      Bytes stdin,
      Optional<Expectation> expect,
      Limits limits,
      int points,
      FailureMeaning failure) {
    this(name, command, env, stdin, expect, limits, points, failure, Optional.empty(), List.of());
  }

  private static int bytes(Collection<String> texts) {
    return Math.toIntExact(
        Math.min(
            Integer.MAX_VALUE / 4,
            texts.stream().mapToLong(t -> t.getBytes(UTF_8).length + 1L).sum()));
  }
}
