package io.kriterion.grader.task;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * Events as JSON lines: one object per line, UTF-8, ending with a line feed. Times are RFC 3339 in
 * UTC, durations decimal seconds such as {@code 0.0015s}, sizes numbers of bytes, program output
 * and files base64. Thread-safe.
 */
public final class EventJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final String task;
  private final int attempt;

  /**
   * Writes the events of one attempt at one task.
   *
   * @param task the task's id or name
   * @param attempt 1 or more
   * @throws IllegalArgumentException if {@code attempt} is less than 1
   */
  public EventJson(String task, int attempt) {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt: " + attempt + " (expected: 1 or more)");
    }
    this.task = task;
    this.attempt = attempt;
  }

  /**
   * One event as a line.
   *
   * @param seq its number, 1 or more; the caller counts upwards
   * @param time when it happened
   * @throws IllegalArgumentException if {@code seq} is less than 1
   */
  public byte[] line(long seq, Instant time, Event event) {
    if (seq < 1) {
      throw new IllegalArgumentException("seq: " + seq + " (expected: 1 or more)");
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeNumberField("seq", seq);
      json.writeStringField("task", task);
      json.writeNumberField("attempt", attempt);
      json.writeStringField("time", time.toString());
      writeEvent(json, event);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void writeEvent(JsonGenerator json, Event event) throws IOException {
    switch (event) {
      case Event.Planned planned -> {
        json.writeStringField("event", "planned");
        json.writeStringField("handler", planned.handler());
        json.writeStringField("image", planned.image());
      }
      case Event.Started started -> writeStep(json, "step-started", started.step());
      case Event.Output output -> {
        writeStep(json, "output", output.step());
        json.writeStringField("stream", output.stream().name().toLowerCase(ROOT));
        json.writeStringField("data", output.data().base64());
      }
      case Event.OutputTruncated cut -> writeStep(json, "output-truncated", cut.step());
      case Event.Artifact piece -> {
        writeStep(json, "artifact", piece.step());
        json.writeStringField("path", piece.path());
        json.writeNumberField("size", piece.size());
        json.writeNumberField("offset", piece.offset());
        json.writeStringField("data", piece.data().base64());
      }
      case Event.ArtifactMissing missing -> {
        writeStep(json, "artifact-missing", missing.step());
        json.writeStringField("path", missing.path());
        json.writeStringField(
            "reason", missing.reason().name().toLowerCase(ROOT).replace('_', '-'));
      }
      case Event.StepFinished finished -> {
        writeStep(json, "step-finished", finished.result().step());
        writeStepResult(json, finished.result());
      }
      case Event.Retrying retrying -> {
        json.writeStringField("event", "retrying");
        json.writeStringField("reason", retrying.reason());
      }
      case Event.SecondRun second -> {
        json.writeStringField("event", "second-run");
        json.writeStringField("outcome", second.outcome().name().toLowerCase(ROOT));
        json.writeStringField("reason", second.reason());
      }
      case Event.Judged judged -> {
        json.writeStringField("event", "verdict");
        json.writeStringField("verdict", judged.verdict().name());
        json.writeNumberField("points", judged.points());
        json.writeNumberField("maxPoints", judged.maxPoints());
      }
      case Event.Finished finished -> {
        json.writeStringField("event", "result");
        writeResult(json, finished.result());
      }
      case Event.Failed failed -> {
        json.writeStringField("event", "failed");
        json.writeStringField("reason", failed.reason());
      }
    }
  }

  private static void writeStep(JsonGenerator json, String event, String step) throws IOException {
    json.writeStringField("event", event);
    json.writeStringField("step", step);
  }

  private static void writeStepResult(JsonGenerator json, StepResult result) throws IOException {
    if (result.verdict().isEmpty()) {
      json.writeBooleanField("skipped", true);
      json.writeStringField("detail", result.detail());
    } else {
      json.writeStringField("verdict", result.verdict().get().name());
      json.writeStringField("detail", result.detail());
      json.writeStringField("cpuTime", DurationText.print(result.cpuTime()));
      json.writeStringField("wallTime", DurationText.print(result.wallTime()));
      json.writeNumberField("peakMemory", result.peakMemory().bytes());
    }
    json.writeNumberField("points", result.points());
    json.writeNumberField("maxPoints", result.maxPoints());
  }

  private static void writeResult(JsonGenerator json, Result result) throws IOException {
    json.writeStringField("verdict", result.verdict().name());
    json.writeNumberField("points", result.points());
    json.writeNumberField("maxPoints", result.maxPoints());
    json.writeArrayFieldStart("groups");
    for (GroupResult group : result.groups()) {
      writeGroup(json, group);
    }
    json.writeEndArray();
    if (result.sandboxPeakMemory().isPresent()) {
      json.writeNumberField("sandboxPeakMemory", result.sandboxPeakMemory().get().bytes());
    }
    json.writeObjectFieldStart("stages");
    json.writeStringField("create", DurationText.print(result.stages().create()));
    json.writeStringField("launch", DurationText.print(result.stages().launch()));
    json.writeStringField("execute", DurationText.print(result.stages().execute()));
    json.writeStringField("stop", DurationText.print(result.stages().stop()));
    json.writeStringField("clean", DurationText.print(result.stages().clean()));
    json.writeEndObject();
  }

  private static void writeGroup(JsonGenerator json, GroupResult group) throws IOException {
    json.writeStartObject();
    json.writeStringField("group", group.group());
    if (group.verdict().isEmpty()) {
      json.writeBooleanField("skipped", true);
    } else {
      json.writeStringField("verdict", group.verdict().get().name());
    }
    json.writeNumberField("points", group.points());
    json.writeNumberField("maxPoints", group.maxPoints());
    json.writeArrayFieldStart("steps");
    for (String step : group.steps()) {
      json.writeString(step);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
