package io.kriterion.grader.cli;

import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.EventJson;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Writes every event as one line of JSON, numbered from 1. */
final class JsonReport implements Consumer<Event> {

  private final PrintStream out;
  private final String task;
  private final InstantSource clock;
  private EventJson json;
  private long sequence;

  JsonReport(PrintStream out, String task, InstantSource clock) {
    this.out = out;
    this.task = task;
    this.json = new EventJson(task, 1);
    this.clock = clock;
  }

  @Override
  public void accept(Event event) {
    sequence++;
    byte[] line = json.line(sequence, clock.instant(), event);
    out.write(line, 0, line.length);
    out.flush();
    if (event instanceof Event.Retrying retrying) {
      json = new EventJson(task, retrying.attempt());
    }
  }
}
