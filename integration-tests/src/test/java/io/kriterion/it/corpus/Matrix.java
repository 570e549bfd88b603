package io.kriterion.it.corpus;

import io.kriterion.it.corpus.Theme.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of every case on every handler, as a document. Not for several threads. */
final class Matrix {

  private static final List<String> ELSEWHERE =
      List.of(
          "",
          "## Elsewhere",
          "",
          "Cases that need no sandbox, or something else than a submission, have tests of their own:",
          "",
          "- tasks and submissions that are refused before anything runs: `TaskReaderProblemsTest`,"
              + " `TaskReaderBoundsTest`, `TaskDirectoryTest`, `SubmissionTest`, `BadInputTest`",
          "- runtimes and handlers that cannot serve: `BadRuntimeTest`",
          "- commands that are not there, addresses used twice, outputs that a child keeps open,"
              + " floods, on the runtime's own streams: `ExecConformance`, `ExecSyncConformance`",
          "- containerd killed while every kind of call is under way: `KilledContainerdTest`",
          "- attacks on the program that runs the steps: `KriterionInitAttackTest`");

  private record Case(String theme, String name) {}

  private final Machine machine;
  private final Map<String, String> absent = new LinkedHashMap<>();
  private final Map<String, String> elsewhere = new LinkedHashMap<>();
  private final Set<String> handlers = new LinkedHashSet<>();
  private final Map<String, Set<String>> themes = new LinkedHashMap<>();
  private final Map<Case, String> deeds = new LinkedHashMap<>();
  private final Map<Case, Map<String, String>> outcomes = new LinkedHashMap<>();

  Matrix(Machine machine) {
    this.machine = machine;
  }

  /** Says why there is no column for a handler. */
  void absent(String handler, String reason) {
    absent.put(handler, reason);
  }

  /** Says what stands in the cells of a handler that {@link #add} says nothing of. */
  void elsewhere(String handler, String reason) {
    elsewhere.put(handler, reason);
  }

  /** Notes what became of the cases of a theme on a handler. */
  void add(String theme, String handler, List<Row> rows) {
    handlers.add(handler);
    for (Row row : rows) {
      Case key = new Case(theme, row.name());
      themes.computeIfAbsent(theme, t -> new LinkedHashSet<>()).add(row.name());
      deeds.putIfAbsent(key, row.deed());
      outcomes.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(handler, row.outcome());
    }
  }

  /** The document. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# Isolation matrix");
    lines.add("");
    lines.add(
        "Written by `AttackCorpusTest`; do not edit. One row is one program that attacks, cheats or fails, one column is a runtime");
    lines.add(
        "handler, and a cell is what became of the program there: the verdict of its step with the reason, or why it was not run.");
    lines.add(
        "A cell with a verdict says more: just before the program began, another submission, in a sandbox of its own on the same node and");
    lines.add(
        "handler, began to compute, and was ACCEPTED with its exact output; and after the sandbox of the program (which several cases of a");
    lines.add(
        "theme share) no process, mount, cgroup, network namespace, directory or listening port was on the machine that was not there");
    lines.add(
        "before. Were one of these not so, the test would have failed and this file would not have been written. ACCEPTED for a program");
    lines.add(
        "that attacks means that it ran to its end and reported that it got nothing, or was checked to have got nothing.");
    lines.add("");
    machine.lines().forEach(line -> lines.add("- " + line));
    absent.forEach((handler, reason) -> lines.add("- no column for " + handler + ": " + reason));
    themes.forEach((theme, names) -> {
      lines.add("");
      lines.add("## " + theme);
      lines.add("");
      lines.add("| case | the program | " + String.join(" | ", handlers) + " |");
      lines.add("|---|---|" + "---|".repeat(handlers.size()));
      names.forEach(name -> lines.add(row(new Case(theme, name))));
    });
    lines.addAll(ELSEWHERE);
    return String.join("\n", lines) + "\n";
  }

  private String elsewhere(String handler) {
    return elsewhere.getOrDefault(handler, "not run");
  }

  private String row(Case key) {
    StringBuilder row = new StringBuilder("| " + key.name() + " | " + deeds.get(key) + " |");
    for (String handler : handlers) {
      row.append(' ')
          .append(outcomes.getOrDefault(key, Map.of()).getOrDefault(handler, elsewhere(handler)))
          .append(" |");
    }
    return row.toString();
  }
}
