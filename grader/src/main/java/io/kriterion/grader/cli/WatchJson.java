package io.kriterion.grader.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kriterion.client.Body;
import io.kriterion.client.TaskEvent;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.EventJson;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes every event of a task on a node as one line of JSON, with the number and the time that the
 * node gave it.
 *
 * @param out where to
 * @param task the node's name for the task
 */
record WatchJson(PrintStream out, String task) implements Consumer<TaskEvent> {

  @Override
  public void accept(TaskEvent event) {
    Optional<Event> known = NodeEvents.event(event);
    if (known.isPresent() && event.seq() > 0 && event.attempt() > 0) {
      byte[] line =
          new EventJson(task, event.attempt()).line(event.seq(), event.time(), known.get());
      out.write(line, 0, line.length);
    } else {
      out.println(JsonLine.of(json -> write(json, event)));
    }
    out.flush();
  }

  private void write(JsonGenerator json, TaskEvent event) throws IOException {
    json.writeNumberField("seq", event.seq());
    json.writeStringField("task", task);
    json.writeNumberField("attempt", event.attempt());
    json.writeStringField("time", event.time().toString());
    switch (event.body()) {
      case Body.Accepted accepted -> json.writeStringField("event", "accepted");
      case Body.Truncated truncated -> json.writeStringField("event", "truncated");
      case Body.AttemptEnded(String reason) -> write(json, "attempt-ended", reason);
      case Body.Refused(String reason) -> write(json, "refused", reason);
      case Body.Cancelled(String reason) -> write(json, "cancelled", reason);
      case Body.Dead(List<String> reasons) -> {
        json.writeStringField("event", "dead");
        json.writeArrayFieldStart("reasons");
        for (String reason : reasons) {
          json.writeString(reason);
        }
        json.writeEndArray();
      }
      default -> json.writeStringField("event", "unknown");
    }
  }

  private static void write(JsonGenerator json, String event, String reason) throws IOException {
    json.writeStringField("event", event);
    json.writeStringField("reason", reason);
  }
}
