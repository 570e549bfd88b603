package io.kriterion.grader.cli;

import io.kriterion.client.Body;
import io.kriterion.client.Follow;
import io.kriterion.client.GraderClient;
import io.kriterion.client.Outcome;
import io.kriterion.client.TaskEvent;
import java.io.PrintStream;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Prints what happens to a task on a node until it ends.
 *
 * @param client the node
 * @param out where to
 * @param json whether as lines of JSON
 */
record Watching(GraderClient client, PrintStream out, boolean json) {

  /**
   * Watches a task.
   *
   * @param after the number of the last event that is not printed
   * @return the exit code
   */
  int watch(String task, OptionalLong after) {
    Consumer<TaskEvent> report = json ? new WatchJson(out, task) : WatchReport.to(out);
    try (Follow events =
        after.isPresent() ? client.follow(task, after.getAsLong()) : client.follow(task)) {
      while (events.hasNext()) {
        TaskEvent event = events.next();
        report.accept(event);
        if (event.body() instanceof Body.Last last) {
          return code(last);
        }
        if (event.body() instanceof Body.Accepted && !json && Terminal.isOutput()) {
          tellPosition(task);
        }
      }
    }
    // it had ended, with an event that was not to be printed
    return code(client.await(task));
  }

  private void tellPosition(String task) {
    client
        .get(task)
        .position()
        .ifPresent(position -> {
          out.println("waits, about " + position.ahead() + " before it");
          out.flush();
        });
  }

  private static int code(Body.Last last) {
    return switch (last) {
      case Body.Result(var result) -> code(new Outcome.Graded(result));
      case Body.Refused refused -> ExitCode.BAD_INPUT;
      case Body.Cancelled cancelled -> ExitCode.CANCELLED;
      case Body.Dead dead -> ExitCode.NODE_FAILED;
    };
  }

  private static int code(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Graded(var result) -> ExitCode.of(NodeResults.verdict(result.verdict()));
      case Outcome.Refused refused -> ExitCode.BAD_INPUT;
      case Outcome.Cancelled cancelled -> ExitCode.CANCELLED;
      case Outcome.Dead dead -> ExitCode.NODE_FAILED;
    };
  }
}
