package io.kriterion.grader.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kriterion.client.NodeInfo;
import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Nodes in lines: a table for people, or JSON. */
record NodeReport(List<NodeInfo> nodes) {

  /** Prints them, as a table or as one JSON object per line. */
  void print(PrintStream out, boolean json) {
    if (json) {
      nodes.forEach(node -> out.println(JsonLine.of(line -> write(line, node))));
    } else {
      table(out);
    }
    out.flush();
  }

  private void table(PrintStream out) {
    Table table = new Table();
    table.add(List.of("NODE", "STATE", "SLOTS", "MEMORY", "VERSION", "HANDLERS"));
    for (NodeInfo node : nodes) {
      table.add(
          List.of(
              node.name(),
              node.state().name(),
              node.slotsUsed() + "/" + node.slots(),
              new ByteSize(node.memoryUsed()) + " of " + new ByteSize(node.memory()),
              node.version(),
              handlers(node)));
    }
    table.print(out);
    for (NodeInfo node : nodes) {
      for (NodeInfo.Running task : node.running()) {
        out.println(
            node.name()
                + " grades "
                + task.task()
                + ", attempt "
                + task.attempt()
                + task.since().map(since -> ", since " + since).orElse(""));
      }
    }
  }

  private static String handlers(NodeInfo node) {
    return String.join(
        ", ",
        node.handlers().stream()
            .map(handler ->
                handler.name()
                    + handler
                        .problem()
                        .map(problem -> " (" + Failures.oneLine(problem) + ")")
                        .orElse(""))
            .toList());
  }

  private static void write(JsonGenerator json, NodeInfo node) throws IOException {
    json.writeStringField("node", node.name());
    json.writeStringField("state", node.state().name());
    json.writeNumberField("slots", node.slots());
    json.writeNumberField("slotsUsed", node.slotsUsed());
    json.writeNumberField("memory", node.memory());
    json.writeNumberField("memoryUsed", node.memoryUsed());
    if (node.started().isPresent()) {
      json.writeStringField("started", node.started().get().toString());
    }
    json.writeStringField("version", node.version());
    json.writeArrayFieldStart("handlers");
    for (NodeInfo.Handler handler : node.handlers()) {
      json.writeStartObject();
      json.writeStringField("handler", handler.name());
      if (handler.problem().isPresent()) {
        json.writeStringField("problem", handler.problem().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("running");
    for (NodeInfo.Running task : node.running()) {
      json.writeStartObject();
      json.writeStringField("task", task.task());
      json.writeNumberField("attempt", task.attempt());
      if (task.since().isPresent()) {
        json.writeStringField("since", task.since().get().toString());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
