package io.kriterion.it.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * What came out of grading.
 *
 * @param result the result
 * @param events what was told meanwhile, in order
 */
public record Graded(Result result, List<Event> events) {

  /** Copies the events. */
  public Graded {
    events = List.copyOf(events);
  }

  /** The verdict of the whole. */
  public Verdict verdict() {
    return result.verdict();
  }

  /** The result of the step of that name. */
  public StepResult step(String name) {
    return result.steps().stream()
        .filter(step -> step.step().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no step " + name + " in " + result));
  }

  /** The verdict of the step of that name, which ran. */
  public Verdict verdict(String name) {
    return step(name).verdict().orElseThrow(() -> new AssertionError(name + " did not run"));
  }

  /** What a step wrote to its standard output, as text. */
  public String stdout(String step) {
    return new String(bytes(step, Event.Stream.STDOUT), UTF_8);
  }

  /** What a step wrote to its standard error, as text. */
  public String stderr(String step) {
    return new String(bytes(step, Event.Stream.STDERR), UTF_8);
  }

  /** What a step wrote to one of its streams. */
  public byte[] bytes(String step, Event.Stream stream) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Event event : events) {
      if (event instanceof Event.Output output
          && output.step().equals(step)
          && output.stream() == stream) {
        all.writeBytes(output.data().toArray());
      }
    }
    return all.toByteArray();
  }

  /** A file that a step left, and that came whole and in order. */
  public byte[] artifact(String step, String path) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    boolean whole = false;
    for (Event event : events) {
      if (event instanceof Event.Artifact piece
          && piece.step().equals(step)
          && piece.path().equals(path)) {
        if (whole || piece.offset() != all.size()) {
          throw new AssertionError(path + " does not come in order, at " + piece.offset());
        }
        all.writeBytes(piece.data().toArray());
        whole = piece.isLast();
      }
    }
    if (!whole) {
      throw new AssertionError(path + " of " + step + " did not come: " + missing(step, path));
    }
    return all.toByteArray();
  }

  /** Why a file that a step should have left did not come; empty where nothing is told of that. */
  public Optional<Event.Missing> missing(String step, String path) {
    return events.stream()
        .filter(Event.ArtifactMissing.class::isInstance)
        .map(Event.ArtifactMissing.class::cast)
        .filter(missing -> missing.step().equals(step) && missing.path().equals(path))
        .map(Event.ArtifactMissing::reason)
        .findFirst();
  }

  /** Everything that a failed assertion should show. */
  public String report() {
    StringBuilder text = new StringBuilder(String.valueOf(result));
    for (StepResult step : result.steps()) {
      text.append("\n--- ").append(step.step()).append(" stderr: ").append(stderr(step.step()));
    }
    return text.toString();
  }
}
