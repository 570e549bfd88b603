package io.kriterion.grader.pipeline;

import io.kriterion.grader.init.OutputSink;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Stream;
import io.kriterion.grader.task.Step;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * What a step prints: told on as it comes, and standard output kept for the checker. Never more
 * than the step's output limit, whatever the sandbox sends.
 */
final class StepOutput implements OutputSink {

  private final Step step;
  private final Consumer<Event> events;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private long left;
  private boolean truncated;

  StepOutput(Step step, Consumer<Event> events) {
    this.step = step;
    this.events = events;
    this.left = step.limits().output().bytes();
  }

  @Override
  public void accept(boolean error, byte[] bytes) {
    int length = (int) Math.min(left, bytes.length);
    left -= length;
    if (length > 0) {
      if (!error) {
        stdout.write(bytes, 0, length);
      }
      events.accept(
          new Event.Output(
              step.name(), error ? Stream.STDERR : Stream.STDOUT, Bytes.of(bytes, 0, length)));
    }
    if (length < bytes.length) {
      truncate();
    }
  }

  /**
   * The step has ended.
   *
   * @param limitPassed whether the sandbox says that it printed more than its limit
   */
  void finish(boolean limitPassed) {
    if (limitPassed) {
      truncate();
    }
  }

  boolean truncated() {
    return truncated;
  }

  Bytes stdout() {
    return Bytes.of(stdout.toByteArray());
  }

  private void truncate() {
    if (!truncated) {
      truncated = true;
      events.accept(new Event.OutputTruncated(step.name()));
    }
  }
}
