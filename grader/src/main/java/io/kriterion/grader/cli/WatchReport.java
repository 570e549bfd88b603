package io.kriterion.grader.cli;

import io.kriterion.client.Body;
import io.kriterion.client.TaskEvent;
import io.kriterion.grader.task.Event;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells a person what happens to a task on a node.
 *
 * @param out where to
 * @param report tells what {@code kriterion run} tells too
 */
record WatchReport(PrintStream out, HumanReport report) implements Consumer<TaskEvent> {

  /** A report to {@code out}; on a terminal the output is filtered. */
  static WatchReport to(PrintStream out) {
    return new WatchReport(out, new HumanReport(out, Terminal.isOutput(), Long.MAX_VALUE));
  }

  @Override
  public void accept(TaskEvent event) {
    Optional<Event> known = NodeEvents.event(event);
    known.ifPresent(report);
    if (known.isEmpty()) {
      notes(event).forEach(report::note);
      out.flush();
    }
  }

  private static List<String> notes(TaskEvent event) {
    return switch (event.body()) {
      case Body.Truncated truncated -> List.of("more was told than is kept; the result follows");
      case Body.AttemptEnded(String reason) ->
          List.of("waits for another attempt, since the node failed: " + Failures.oneLine(reason));
      case Body.Refused(String reason) -> reason.lines().map(line -> "refused: " + line).toList();
      case Body.Cancelled(String reason) -> List.of("cancelled: " + Failures.oneLine(reason));
      case Body.Dead(List<String> reasons) ->
          reasons.stream().map(reason -> "the node failed: " + Failures.oneLine(reason)).toList();
      default -> List.of();
    };
  }
}
