package io.kriterion.grader.cli;

import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.GroupResult;
import io.kriterion.grader.task.Result;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person what happens: the program's output as it comes, then a table of the steps.
 *
 * <p>On a terminal the output is filtered, elsewhere it passes as it is.
 */
final class HumanReport implements Consumer<Event> {

  private final PrintStream out;
  private final boolean filtered;
  private final long shownPerStep;

  private TerminalFilter filter = new TerminalFilter();
  private @Nullable String step;
  private long left;
  private boolean cut;
  private boolean lineOpen;

  /**
   * A report.
   *
   * @param out where to
   * @param filtered whether control characters are made visible
   * @param shownPerStep the most bytes of one step's output that are shown
   */
  HumanReport(PrintStream out, boolean filtered, long shownPerStep) {
    this.out = out;
    this.filtered = filtered;
    this.shownPerStep = shownPerStep;
  }

  @Override
  public void accept(Event event) {
    switch (event) {
      case Event.Planned planned -> out.println("runtime handler " + planned.handler());
      case Event.Started started -> {
        step = null;
        left = shownPerStep;
        cut = false;
        filter = new TerminalFilter();
      }
      case Event.Output output -> show(output);
      case Event.OutputTruncated truncated -> note("output cut at the limit");
      case Event.Artifact piece -> {
        if (piece.isLast()) {
          note("artifact " + piece.path() + ", " + piece.size() + " bytes");
        }
      }
      case Event.ArtifactMissing missing ->
          note("no artifact " + missing.path() + ": " + inWords(missing.reason()));
      case Event.StepFinished finished -> endLine();
      case Event.Retrying retrying ->
          note("graded again, since the node failed: " + retrying.reason());
      case Event.SecondRun second -> note(second.reason());
      case Event.Judged judged -> endLine();
      case Event.Finished finished -> table(finished.result());
      case Event.Failed failed -> endLine();
    }
    out.flush();
  }

  private void show(Event.Output output) {
    if (!output.step().equals(step)) {
      step = output.step();
      out.println("--- " + step);
    }
    byte[] bytes = output.data().toArray();
    int length = (int) Math.min(left, bytes.length);
    left -= length;
    byte[] shown = java.util.Arrays.copyOf(bytes, length);
    byte[] printed = filtered ? filter.filter(shown) : shown;
    if (printed.length > 0) {
      out.write(printed, 0, printed.length);
      lineOpen = printed[printed.length - 1] != '\n';
    }
    if (length < bytes.length && !cut) {
      cut = true;
      note("more output is not shown");
    }
  }

  /** A line of its own between the program's output. */
  void note(String text) {
    endLine();
    out.println("--- " + text);
  }

  private void endLine() {
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
  }

  private void table(Result result) {
    out.println();
    StepRows.table(result).print(out);
    if (!result.groups().isEmpty()) {
      out.println();
      Table groups = new Table();
      groups.add(List.of("GROUP", "VERDICT", "POINTS"));
      for (GroupResult each : result.groups()) {
        groups.add(
            List.of(
                each.group(),
                each.verdict().map(Enum::name).orElse("not run"),
                each.points() + "/" + each.maxPoints()));
      }
      groups.print(out);
    }
    out.println();
    out.println(
        result.verdict() + ", " + result.points() + " of " + result.maxPoints() + " points");
    out.println(Figures.stages(result.stages()));
    result
        .sandboxPeakMemory()
        .ifPresent(peak -> out.println("the sandbox's memory at its peak: " + Figures.size(peak)));
  }

  private static String inWords(Event.Missing reason) {
    return switch (reason) {
      case NOT_FOUND -> "there is none";
      case LINK -> "it is a symbolic link";
      case NOT_REGULAR -> "it is not a regular file";
      case TOO_LARGE -> "it is too large";
      case UNREADABLE -> "it cannot be read";
    };
  }
}
