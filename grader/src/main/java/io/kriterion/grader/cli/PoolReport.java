package io.kriterion.grader.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.task.DurationText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * A pool's state in lines: a table for people, or JSON.
 *
 * @param state the state
 * @param hasNetwork whether its sandboxes have a network beside {@code lo}
 */
record PoolReport(PoolState state, boolean hasNetwork) {

  private static final List<String> HEAD =
      List.of(
          "HANDLER",
          "IMAGE",
          "SIZE",
          "NETWORK",
          "READY",
          "TARGET",
          "AGE",
          "CLAIMED",
          "MISSED",
          "REFILLS",
          "FAILURES",
          "BACK-OFF");

  /* As much of a digest as tells images apart. */
  private static final int SHORT_DIGEST = "sha256:".length() + 12;

  /** The table, and what all of it costs. */
  void print(PrintStream out) {
    Table table = new Table();
    table.add(HEAD);
    state.shapes().forEach(shape -> table.add(row(shape)));
    table.print(out);
    out.println();
    out.println("memory " + state.memory() + " of " + state.budget());
  }

  /** One JSON object per line and shape, then one with what all of it costs. */
  void printJson(PrintStream out) {
    for (PoolState.Shape shape : state.shapes()) {
      out.println(JsonLine.of(json -> write(json, shape)));
    }
    out.println(
        JsonLine.of(json -> {
          json.writeNumberField("memory", state.memory().bytes());
          json.writeNumberField("budget", state.budget().bytes());
        }));
  }

  private List<String> row(PoolState.Shape shape) {
    return List.of(
        shape.shape().handler(),
        shortened(shape.shape().image()),
        shape.shape().memory().toString(),
        network(),
        Integer.toString(shape.ready()),
        Integer.toString(shape.target()),
        shape.oldest().map(Figures::time).orElse("-"),
        Long.toString(shape.hits()),
        Long.toString(shape.misses()),
        Long.toString(shape.refills()),
        Long.toString(shape.failures()),
        shape.failure().isEmpty() ? "-" : Failures.oneLine(shape.failure()));
  }

  private void write(JsonGenerator json, PoolState.Shape shape) throws IOException {
    json.writeStringField("handler", shape.shape().handler());
    json.writeStringField("image", shape.shape().image());
    json.writeNumberField("size", shape.shape().memory().bytes());
    json.writeNumberField("disk", shape.shape().disk().bytes());
    json.writeStringField("network", network());
    json.writeNumberField("ready", shape.ready());
    json.writeNumberField("preparing", shape.preparing());
    json.writeNumberField("target", shape.target());
    if (shape.oldest().isPresent()) {
      json.writeStringField("age", DurationText.print(shape.oldest().get()));
    }
    json.writeNumberField("claimed", shape.hits());
    json.writeNumberField("missed", shape.misses());
    json.writeNumberField("refills", shape.refills());
    json.writeNumberField("failures", shape.failures());
    json.writeNumberField("rotten", shape.rotten());
    if (!shape.failure().isEmpty()) {
      json.writeStringField("backOff", shape.failure());
    }
  }

  private String network() {
    return hasNetwork ? "runtime" : "none";
  }

  /** An image's id, as much of it as tells images apart. */
  static String shortened(String image) {
    return image.startsWith("sha256:") && image.length() > SHORT_DIGEST
        ? image.substring(0, SHORT_DIGEST)
        : image;
  }
}
