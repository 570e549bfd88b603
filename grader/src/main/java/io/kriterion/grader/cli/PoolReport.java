package io.kriterion.grader.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kriterion.client.PoolInfo;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.DurationText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pool holds, in lines: a table for people, or JSON.
 *
 * @param pool a node's pool, or this process's
 * @param network what its sandboxes have beside {@code lo}, where that is known
 */
record PoolReport(PoolInfo pool, Optional<String> network) {

  private static final List<String> HEAD =
      List.of("READY", "TARGET", "AGE", "CLAIMED", "MISSED", "REFILLS", "FAILURES", "BACK-OFF");

  /* As much of a digest as tells images apart. */
  private static final int SHORT_DIGEST = "sha256:".length() + 12;

  /** Of a node, which does not say what network its sandboxes have. */
  static PoolReport of(PoolInfo pool) {
    return new PoolReport(pool, Optional.empty());
  }

  /** Of this process. */
  static PoolReport of(PoolState state, boolean hasNetwork) {
    return new PoolReport(
        new PoolInfo(
            state.shapes().stream().map(PoolReport::info).toList(),
            state.memory().bytes(),
            state.budget().bytes()),
        Optional.of(hasNetwork ? "runtime" : "none"));
  }

  private static PoolInfo.Shape info(PoolState.Shape shape) {
    return new PoolInfo.Shape(
        shape.shape().handler(),
        shape.shape().image(),
        shape.shape().memory().bytes(),
        shape.shape().disk().bytes(),
        shape.ready(),
        shape.preparing(),
        shape.target(),
        shape.oldest(),
        shape.hits(),
        shape.misses(),
        shape.refills(),
        shape.failures(),
        shape.rotten(),
        Optional.of(shape.failure()).filter(failure -> !failure.isEmpty()));
  }

  /** Prints it, as a table or as one JSON object per line. */
  void print(PrintStream out, boolean json) {
    if (json) {
      printJson(out);
    } else {
      printTable(out);
    }
    out.flush();
  }

  /* The shapes, and what all of it costs. */
  private void printTable(PrintStream out) {
    List<String> head = new ArrayList<>(List.of("HANDLER", "IMAGE", "SIZE"));
    network.ifPresent(known -> head.add("NETWORK"));
    head.addAll(HEAD);
    Table table = new Table();
    table.add(head);
    pool.shapes().forEach(shape -> table.add(row(shape)));
    table.print(out);
    out.println();
    out.println("memory " + new ByteSize(pool.memory()) + " of " + new ByteSize(pool.budget()));
  }

  private List<String> row(PoolInfo.Shape shape) {
    List<String> row = new ArrayList<>();
    row.add(shape.handler());
    row.add(shortened(shape.image()));
    row.add(new ByteSize(shape.memory()).toString());
    network.ifPresent(row::add);
    row.add(Integer.toString(shape.ready()));
    row.add(Integer.toString(shape.target()));
    row.add(shape.oldest().map(Figures::time).orElse("-"));
    row.add(Long.toString(shape.claimed()));
    row.add(Long.toString(shape.missed()));
    row.add(Long.toString(shape.refills()));
    row.add(Long.toString(shape.failures()));
    row.add(shape.backOff().map(Failures::oneLine).orElse("-"));
    return row;
  }

  /* One object per line and shape, then one with what all of it costs. */
  private void printJson(PrintStream out) {
    pool.shapes().forEach(shape -> out.println(JsonLine.of(json -> write(json, shape))));
    out.println(
        JsonLine.of(json -> {
          json.writeNumberField("memory", pool.memory());
          json.writeNumberField("budget", pool.budget());
        }));
  }

  private void write(JsonGenerator json, PoolInfo.Shape shape) throws IOException {
    json.writeStringField("handler", shape.handler());
    json.writeStringField("image", shape.image());
    json.writeNumberField("size", shape.memory());
    json.writeNumberField("disk", shape.disk());
    if (network.isPresent()) {
      json.writeStringField("network", network.get());
    }
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

  private static String shortened(String image) {
    return image.startsWith("sha256:") && image.length() > SHORT_DIGEST
        ? image.substring(0, SHORT_DIGEST)
        : image;
  }
}
