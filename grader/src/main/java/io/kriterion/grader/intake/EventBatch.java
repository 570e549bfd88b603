package io.kriterion.grader.intake;

import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.wire.EventCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait to be sent, in their order; output of the same step and stream is joined. What
 * is more than the queue keeps of a task is not taken. Not thread-safe.
 */
final class EventBatch {

  /** So many bytes are worth to be sent, and so many at most are one output event. */
  static final int ENOUGH = 16 << 10;

  private static final int MOST_EVENTS = 1000;

  /* What the queue counts for each event besides its data. */
  private static final int EVENT_BYTES = 64;

  private final EventCodec codec;
  private final Deque<Bytes> events = new ArrayDeque<>();
  private final ByteArrayOutputStream joined = new ByteArrayOutputStream();
  private Event.@Nullable Output open;
  private boolean urgent;
  private long bytes;
  private long budget;
  private long oldest;

  /**
   * Nothing yet.
   *
   * @param most how many bytes the queue keeps of a task's events
   */
  EventBatch(EventCodec codec, long most) {
    this.codec = codec;
    // a little more than the queue keeps: it is the queue that says that something is missing
    this.budget = most + ENOUGH + EVENT_BYTES;
  }

  /** Takes an event, as long as there is room. */
  void add(Event event) {
    if (budget < 0) {
      return;
    }
    if (event instanceof Event.Output output) {
      join(output);
    } else {
      endOutput();
      codec.published(event).ifPresent(this::append);
      urgent |= event instanceof Event.Judged; // what its submitter waits for
    }
  }

  private void join(Event.Output output) {
    Event.Output before = open;
    if (before != null
        && (!before.step().equals(output.step()) || before.stream() != output.stream())) {
      endOutput();
    }
    byte[] data = output.data().toArray();
    int done = 0;
    while (done < data.length) {
      int piece = Math.min(data.length - done, ENOUGH - joined.size());
      if (open == null) {
        age();
        open = output;
      }
      joined.write(data, done, piece);
      bytes += piece;
      done += piece;
      if (joined.size() == ENOUGH) {
        endOutput();
      }
    }
  }

  private void endOutput() {
    Event.Output last = open;
    if (last != null) {
      open = null;
      bytes -= joined.size();
      codec
          .published(new Event.Output(last.step(), last.stream(), Bytes.of(joined.toByteArray())))
          .ifPresent(this::append);
      joined.reset();
    }
  }

  private void append(Bytes event) {
    age();
    events.addLast(event);
    bytes += event.length();
    budget -= event.length() + EVENT_BYTES;
  }

  private void age() {
    if (isEmpty()) {
      oldest = System.nanoTime();
    }
  }

  boolean isEmpty() {
    return open == null && events.isEmpty();
  }

  /** Whether it should be sent without waiting for more. */
  boolean isEnough() {
    return urgent || bytes >= ENOUGH;
  }

  /** When the oldest event came, as {@link System#nanoTime} told. */
  long oldest() {
    return oldest;
  }

  /** The next events, as many as go together; empty when there are none. */
  List<Bytes> take() {
    endOutput();
    List<Bytes> taken = new ArrayList<>();
    while (!events.isEmpty() && taken.size() < MOST_EVENTS) {
      Bytes event = events.removeFirst();
      bytes -= event.length();
      taken.add(event);
    }
    urgent &= !events.isEmpty();
    oldest = System.nanoTime();
    return taken;
  }

  /** Forgets what waits. */
  void clear() {
    events.clear();
    open = null;
    joined.reset();
    urgent = false;
    bytes = 0;
  }
}
