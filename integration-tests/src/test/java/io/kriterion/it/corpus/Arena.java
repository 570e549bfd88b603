package io.kriterion.it.corpus;

import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.task.Event;
import io.kriterion.it.host.HostSnapshot;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestNode;
import io.kriterion.it.node.TestTask;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where attacks are made: one handler of a node on which somebody else lives, too. Every sandbox
 * that is used here is looked after: the host must be as it was before, and the neighbour must not
 * have noticed anything.
 *
 * @param node the node
 * @param handler the handler
 * @param programs the programs of the corpus
 * @param neighbour who lives beside the attackers
 * @param before the host without attackers
 */
record Arena(
    TestNode node, String handler, Programs programs, Neighbour neighbour, HostSnapshot before) {

  /** The same, the host as it is now. */
  Arena lookAgain() {
    return new Arena(node, handler, programs, neighbour, HostSnapshot.now());
  }

  /** Grades a submission of the corpus' programs, the neighbour at work beside its attacks. */
  Graded grade(TestTask task, List<String> names, Set<String> attacks) throws InterruptedException {
    return grade(task, programs.submission(names), attacks, event -> {});
  }

  /**
   * Grades any submission.
   *
   * @param attacks the steps beside which the neighbour runs
   * @param events told what happens
   */
  Graded grade(TestTask task, Submission submission, Set<String> attacks, Consumer<Event> events)
      throws InterruptedException {
    Graded graded =
        node.grade(
            handler,
            task,
            submission,
            event -> {
              if (event instanceof Event.Started started && attacks.contains(started.step())) {
                disturbNeighbour();
              }
              events.accept(event);
            });
    neighbour.rest();
    before.assertNothingIsLeft();
    return graded;
  }

  private void disturbNeighbour() {
    try {
      neighbour.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
