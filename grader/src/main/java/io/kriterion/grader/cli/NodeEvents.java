package io.kriterion.grader.cli;

import io.kriterion.client.Body;
import io.kriterion.client.TaskEvent;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import java.util.Locale;
import java.util.Optional;

/** Events that a node tells, as the reports of {@code kriterion run} have them. */
final class NodeEvents {

  private NodeEvents() {}

  /** The event; empty for what happens to tasks of a queue only. */
  static Optional<Event> event(TaskEvent event) {
    return switch (event.body()) {
      case Body.Planned(String handler, String image, String node) ->
          Optional.of(new Event.Planned(handler, image));
      case Body.StepStarted(String step) -> Optional.of(new Event.Started(step));
      case Body.Output output -> output(output);
      case Body.OutputTruncated(String step) -> Optional.of(new Event.OutputTruncated(step));
      case Body.Artifact piece ->
          Optional.of(
              new Event.Artifact(
                  piece.step(),
                  piece.path(),
                  piece.size(),
                  piece.offset(),
                  Bytes.of(piece.data().toArray())));
      case Body.ArtifactMissing(String step, String path, String reason) ->
          Optional.of(
              new Event.ArtifactMissing(
                  step, path, named(Event.Missing.class, reason, Event.Missing.UNREADABLE)));
      case Body.StepFinished(var step) ->
          Optional.of(new Event.StepFinished(NodeResults.step(step)));
      case Body.Retrying(int attempt, String reason) ->
          Optional.of(new Event.Retrying(attempt, reason));
      case Body.SecondRun(String outcome, String reason) ->
          Optional.of(
              new Event.SecondRun(
                  named(Event.Agreement.class, outcome, Event.Agreement.UNKNOWN), reason));
      case Body.Result(var result) -> Optional.of(new Event.Finished(NodeResults.result(result)));
      case Body.Accepted accepted -> Optional.empty();
      case Body.Judged judged ->
          Optional.of(
              new Event.Judged(
                  NodeResults.verdict(judged.verdict()), judged.points(), judged.maxPoints()));
      case Body.Truncated truncated -> Optional.empty();
      case Body.AttemptEnded ended -> Optional.empty();
      case Body.Refused refused -> Optional.empty();
      case Body.Cancelled cancelled -> Optional.empty();
      case Body.Dead dead -> Optional.empty();
      case Body.Unknown unknown -> Optional.empty();
    };
  }

  private static Optional<Event> output(Body.Output output) {
    return switch (output.stream()) {
      case STDOUT -> Optional.of(output(output, Event.Stream.STDOUT));
      case STDERR -> Optional.of(output(output, Event.Stream.STDERR));
      case UNKNOWN -> Optional.empty();
    };
  }

  private static Event output(Body.Output output, Event.Stream stream) {
    return new Event.Output(output.step(), stream, Bytes.of(output.data().toArray()));
  }

  /* The wire has the words of the enum, in lower case and with hyphens. */
  private static <E extends Enum<E>> E named(Class<E> type, String word, E other) {
    for (E each : type.getEnumConstants()) {
      if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
        return each;
      }
    }
    return other;
  }
}
