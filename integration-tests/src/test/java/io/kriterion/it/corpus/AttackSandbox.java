package io.kriterion.it.corpus;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.it.node.TestTask;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cases that are steps of one submission, because none of them can spoil the next one's sandbox.
 *
 * @param environment the environment of the catalogue
 * @param programs the names of the corpus' C programs that its steps start as {@code ./NAME}
 * @param limits sets the task's limits
 * @param cases the cases in their order
 */
record AttackSandbox(
    String environment, List<String> programs, Consumer<TestTask> limits, List<AttackCase> cases) {

  /** Limits that hold an attack and hinder no honest program. */
  static final Consumer<TestTask> MODERATE =
      task -> task.disk(ByteSize.ofMebibytes(32)).memory(ByteSize.ofMebibytes(256)).processes(32);

  AttackSandbox {
    programs = List.copyOf(programs);
    cases = List.copyOf(cases);
  }

  /** One in the base environment with one program and moderate limits. */
  static AttackSandbox of(String program, AttackCase... cases) {
    return new AttackSandbox("base", List.of(program), MODERATE, List.of(cases));
  }

  /** One in another environment, with shell scripts and that environment's programs only. */
  static AttackSandbox in(String environment, AttackCase... cases) {
    return new AttackSandbox(environment, List.of(), MODERATE, List.of(cases));
  }

  AttackSandbox limitedBy(Consumer<TestTask> other) {
    return new AttackSandbox(environment, programs, other, cases);
  }

  /** A task without steps in the base environment, with moderate limits. */
  static TestTask emptyTask() {
    return empty("base", MODERATE);
  }

  private static TestTask empty(String environment, Consumer<TestTask> limits) {
    TestTask task = TestTask.in(environment);
    limits.accept(task);
    return task;
  }

  TestTask task() {
    TestTask task = empty(environment, limits);
    cases.forEach(each -> each.steps().accept(task));
    return task;
  }

  /** Whether its cases need no limits, programs or files of their own, so that others may join. */
  boolean shareable() {
    return environment.equals("base") && limits.equals(MODERATE);
  }
}
