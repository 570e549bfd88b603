package io.kriterion.grader.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kriterion.client.PoolInfo;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.DurationText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The pool of a node that runs, in lines: a table for people, or JSON. */
record NodePoolReport(PoolInfo pool) {

  private static final List<String> HEAD =
      List.of(
          "HANDLER",
          "IMAGE",
          "SIZE",
          "READY",
          "TARGET",
          "AGE",
          "CLAIMED",
          "MISSED",
          "REFILLS",
          "FAILURES",
          "BACK-OFF");

  /** Prints it, as a table or as one JSON object per line. */
  void print(PrintStream out, boolean json) {
    if (json) {
      pool.shapes().forEach(shape -> out.println(JsonLine.of(line -> write(line, shape))));
      out.println(
          JsonLine.of(line -> {
            line.writeNumberField("memory", pool.memory());
            line.writeNumberField("budget", pool.budget());
          }));
    } else {
      Table table = new Table();
      table.add(HEAD);
      pool.shapes().forEach(shape -> table.add(row(shape)));
      table.print(out);
      out.println();
      out.println("memory " + new ByteSize(pool.memory()) + " of " + new ByteSize(pool.budget()));
    }
    out.flush();
  }

  private static List<String> row(PoolInfo.Shape shape) {
    return List.of(
        shape.handler(),
        PoolReport.shortened(shape.image()),
        new ByteSize(shape.memory()).toString(),
        Integer.toString(shape.ready()),
        Integer.toString(shape.target()),
        shape.oldest().map(Figures::time).orElse("-"),
        Long.toString(shape.claimed()),
        Long.toString(shape.missed()),
        Long.toString(shape.refills()),
        Long.toString(shape.failures()),
        shape.backOff().map(Failures::oneLine).orElse("-"));
  }

  private static void write(JsonGenerator json, PoolInfo.Shape shape) throws IOException {
    json.writeStringField("handler", shape.handler());
    json.writeStringField("image", shape.image());
    json.writeNumberField("size", shape.memory());
    json.writeNumberField("disk", shape.disk());
    json.writeNumberField("ready", shape.ready());
    json.writeNumberField("preparing", shape.preparing());
    json.writeNumberField("target", shape.target());
    if (shape.oldest().isPresent()) {
      json.writeStringField("age", DurationText.print(shape.oldest().get()));
    }
    json.writeNumberField("claimed", shape.claimed());
    json.writeNumberField("missed", shape.missed());
    json.writeNumberField("refills", shape.refills());
    json.writeNumberField("failures", shape.failures());
    json.writeNumberField("rotten", shape.rotten());
    if (shape.backOff().isPresent()) {
      json.writeStringField("backOff", shape.backOff().get());
    }
  }
}
