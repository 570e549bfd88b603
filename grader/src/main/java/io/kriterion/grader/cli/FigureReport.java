package io.kriterion.grader.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kriterion.grader.bench.Figure;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Tells measured figures: as JSON, each at once, or as a table at the end. */
final class FigureReport {

  private final boolean json;
  private final Table table = new Table();
  private boolean met = true;

  FigureReport(boolean json) {
    this.json = json;
    table.add(
        List.of(
            "FIGURE",
            "SYSTEM",
            "N",
            "P50",
            "P95",
            "P99",
            "UNIT",
            "BASELINE",
            "RATIO",
            "TARGET",
            "MET",
            "BASELINE IS"));
  }

  void add(Figure figure) {
    met &= figure.met();
    if (json) {
      System.out.println(JsonLine.of(line -> write(line, figure)));
    } else {
      table.add(row(figure));
    }
  }

  /** Ends the report; the exit code that says whether every target was met. */
  int end() {
    if (!json) {
      table.print(System.out);
    }
    return met ? ExitCode.OK : ExitCode.NOT_ACCEPTED;
  }

  private static List<String> row(Figure figure) {
    return List.of(
        figure.name(),
        figure.system(),
        Integer.toString(figure.n()),
        number(figure.p50()),
        number(figure.p95()),
        number(figure.p99()),
        figure.unit(),
        number(figure.baseline()),
        number(figure.ratio()),
        figure.target(),
        figure.met() ? "yes" : "NO",
        figure.baselineName());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }

  private static void write(JsonGenerator json, Figure figure) throws IOException {
    json.writeStringField("figure", figure.name());
    json.writeStringField("system", figure.system());
    json.writeStringField("unit", figure.unit());
    json.writeNumberField("n", figure.n());
    json.writeNumberField("p50", rounded(figure.p50()));
    json.writeNumberField("p95", rounded(figure.p95()));
    json.writeNumberField("p99", rounded(figure.p99()));
    json.writeNumberField("baseline", rounded(figure.baseline()));
    json.writeNumberField("ratio", rounded(figure.ratio()));
    json.writeStringField("target", figure.target());
    json.writeBooleanField("met", figure.met());
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP);
  }
}
