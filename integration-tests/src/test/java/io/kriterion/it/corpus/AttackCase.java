package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestTask;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One program that means no good, and what must become of it.
 *
 * @param name unique in its theme; also the name of the step that is judged
 * @param deed what the program does, in a few words
 * @param verdict the verdict of that step
 * @param detail what the verdict's reason contains; may be empty
 * @param steps adds its steps to a task; their names begin with the case's
 * @param check what else must hold
 * @param addition what else is to be told of a step that went as it must
 * @param gvisorLack why it is left out on gVisor; empty where it runs there
 */
record AttackCase(
    String name,
    String deed,
    Verdict verdict,
    String detail,
    Consumer<TestTask> steps,
    Consumer<Graded> check,
    Function<Graded, Optional<String>> addition,
    Optional<String> gvisorLack) {

  static AttackCase of(String name, String deed, Verdict verdict, Consumer<TestTask> steps) {
    return new AttackCase(
        name, deed, verdict, "", steps, graded -> {}, graded -> Optional.empty(), Optional.empty());
  }

  /** A case of one step, whose expected output says that the attack came to nothing. */
  static AttackCase prints(String name, String deed, String stdout, String... command) {
    return of(name, deed, Verdict.ACCEPTED, task -> task.run(name, command).expect(stdout))
        .also(graded -> assertThat(graded.stdout(name)).as(told(graded, name)).isEqualTo(stdout));
  }

  AttackCase withDetail(String words) {
    return new AttackCase(name, deed, verdict, words, steps, check, addition, gvisorLack);
  }

  AttackCase also(Consumer<Graded> more) {
    return new AttackCase(
        name, deed, verdict, detail, steps, check.andThen(more), addition, gvisorLack);
  }

  /** Adds to the outcome what of several harmless things was seen. */
  AttackCase telling(Function<Graded, Optional<String>> more) {
    return new AttackCase(name, deed, verdict, detail, steps, check, more, gvisorLack);
  }

  AttackCase notOnGvisor(String why) {
    return new AttackCase(name, deed, verdict, detail, steps, check, addition, Optional.of(why));
  }

  /** Fails unless everything is as it must be. */
  void verify(Graded graded) {
    assertThat(graded.verdict(name)).as(told(graded, name)).isEqualTo(verdict);
    assertThat(graded.step(name).detail()).as(told(graded, name)).contains(detail);
    check.accept(graded);
  }

  /** All that is known of one step, which a failed assertion should show. */
  static Supplier<String> told(Graded graded, String step) {
    return () ->
        "%s\n--- stdout: %.2000s\n--- stderr: %.2000s\n"
            .formatted(graded.step(step), graded.stdout(step), graded.stderr(step));
  }

  /** What {@link #verify} has found true, in a few words. */
  String outcome(Graded graded) {
    String words = detail.isEmpty() ? verdict.name() : verdict + ", " + detail;
    return addition.apply(graded).map(more -> words + "; " + more).orElse(words);
  }
}
