package io.kriterion.grader.pipeline;

import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Keeps the beginning of what a program says on standard error; everything else that is told of it
 * is nobody's concern. Used by one thread at a time.
 */
final class FirstWords implements Consumer<Event> {

  private static final int MOST_BYTES = 4096;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Output output && output.stream() == Event.Stream.STDERR) {
      byte[] bytes = output.data().toArray();
      kept.write(bytes, 0, Math.min(bytes.length, MOST_BYTES - kept.size()));
    }
  }

  /** What was kept: at most 4 KiB. */
  Bytes said() {
    return Bytes.of(kept.toByteArray());
  }
}
