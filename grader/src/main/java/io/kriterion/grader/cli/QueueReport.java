package io.kriterion.grader.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kriterion.client.QueueInfo;
import io.kriterion.client.TaskInfo;
import io.kriterion.grader.task.DurationText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** A queue in lines: tables for people, or JSON. */
final class QueueReport {

  private QueueReport() {}

  /** What waits, by course. */
  static void print(QueueInfo queue, PrintStream out, boolean json) {
    if (json) {
      queue.courses().forEach(course -> out.println(JsonLine.of(line -> write(line, course))));
      out.println(
          JsonLine.of(line -> {
            line.writeNumberField("queued", queue.queued());
            line.writeNumberField("running", queue.running());
            line.writeNumberField("finished", queue.finished());
          }));
    } else {
      table(queue, out);
    }
    out.flush();
  }

  private static void table(QueueInfo queue, PrintStream out) {
    if (!queue.courses().isEmpty()) {
      Table table = new Table();
      table.add(List.of("PRIORITY", "COURSE", "TASKS", "WORK"));
      for (QueueInfo.Backlog course : queue.courses()) {
        table.add(
            List.of(
                Integer.toString(course.priority()),
                course.course().isEmpty() ? "-" : course.course(),
                Long.toString(course.tasks()),
                DurationText.print(course.work())));
      }
      table.print(out);
      out.println();
    }
    out.println(
        queue.queued()
            + " wait, "
            + queue.running()
            + " are graded, "
            + queue.finished()
            + " have ended");
  }

  private static void write(JsonGenerator json, QueueInfo.Backlog course) throws IOException {
    json.writeNumberField("priority", course.priority());
    json.writeStringField("course", course.course());
    json.writeNumberField("tasks", course.tasks());
    json.writeStringField("work", DurationText.print(course.work()));
  }

  /** Tasks, one in a line. */
  static void print(List<TaskInfo> tasks, PrintStream out, boolean json) {
    if (json) {
      tasks.forEach(task -> out.println(JsonLine.of(line -> write(line, task))));
    } else {
      Table table = new Table();
      table.add(
          List.of("TASK", "STATE", "ATTEMPT", "PRIORITY", "COURSE", "USER", "ENQUEUED", "KEY"));
      tasks.forEach(task -> table.add(row(task)));
      table.print(out);
    }
    out.flush();
  }

  private static List<String> row(TaskInfo task) {
    return List.of(
        task.task(),
        task.state() + (isStopping(task) ? ", cancelled" : ""),
        Integer.toString(task.attempt()),
        Integer.toString(task.priority()),
        task.course().isEmpty() ? "-" : task.course(),
        task.user().isEmpty() ? "-" : task.user(),
        task.times().enqueued().map(Object::toString).orElse("-"),
        task.key());
  }

  private static boolean isStopping(TaskInfo task) {
    return switch (task.state()) {
      case QUEUED, RUNNING, UNKNOWN -> task.cancelled();
      case DONE, CANCELLED, DEAD -> false;
    };
  }

  private static void write(JsonGenerator json, TaskInfo task) throws IOException {
    json.writeStringField("task", task.task());
    json.writeStringField("key", task.key());
    json.writeStringField("course", task.course());
    json.writeStringField("user", task.user());
    json.writeNumberField("priority", task.priority());
    json.writeStringField("state", task.state().name());
    json.writeNumberField("attempt", task.attempt());
    json.writeBooleanField("cancelled", task.cancelled());
    if (task.times().enqueued().isPresent()) {
      json.writeStringField("enqueued", task.times().enqueued().get().toString());
    }
    if (task.times().finished().isPresent()) {
      json.writeStringField("finished", task.times().finished().get().toString());
    }
    json.writeArrayFieldStart("reasons");
    for (String reason : task.reasons()) {
      json.writeString(reason);
    }
    json.writeEndArray();
  }
}
