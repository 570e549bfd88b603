package io.kriterion.grader.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kriterion.grader.bench.Bench;
import io.kriterion.grader.bench.Figure;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeConnection;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kriterion bench}: measures, on this machine, what is promised. */
@Command(
    name = "bench",
    description = "Measure on this machine, each figure beside its baseline in the same run.",
    subcommands = BenchCommand.OfSandboxes.class,
    sortOptions = false)
final class BenchCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec known = java.util.Objects.requireNonNull(spec, "spec");
    throw new ParameterException(known.commandLine(), "Missing command: sandbox");
  }

  /** {@code kriterion bench sandbox}. */
  @Command(
      name = "sandbox",
      description = {
        "Measure sandboxes: how soon one answers, how many there can be, what they cost.",
        "Needs nothing running. All figures take some ten minutes and a quiet machine."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:every target was met",
        "1:some were not",
        "2:bad usage",
        "3:the node or the runtime failed"
      },
      sortOptions = false)
  static final class OfSandboxes implements Callable<Integer> {

    private static final JsonFactory JSON = new JsonFactory();

    @Parameters(
        paramLabel = "FIGURE",
        arity = "0..*",
        description =
            "Which: warm-first-output, cold, cases-per-second, case-overhead, sandboxes-per-second,"
                + " output-rate, idle-memory. Default: all.")
    private List<String> figures = List.of();

    @Option(
        names = {"-r", "--runtime"},
        paramLabel = "HANDLER",
        defaultValue = "runc",
        description = "The runtime handler. Default: ${DEFAULT-VALUE}.")
    private String handler = "runc";

    @Option(
        names = "--runs",
        paramLabel = "N",
        defaultValue = "200",
        description = "How often each thing is measured at the least. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--json", description = "Print one JSON object per line and figure.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private RuntimeOptions runtime = new RuntimeOptions();

    @Override
    public Integer call() throws Exception {
      CommandSpec known = java.util.Objects.requireNonNull(spec, "spec");
      for (String figure : figures) {
        if (!Bench.names().contains(figure)) {
          throw new ParameterException(
              known.commandLine(),
              "No figure " + figure + " (expected: " + String.join(", ", Bench.names()) + ")");
        }
      }
      if (runs < 1 || runs > 100_000) {
        throw new ParameterException(
            known.commandLine(), "--runs " + runs + " (expected: 1 to 100000)");
      }
      RuntimeChoice choice = runtime.choice();
      return CleanStop.run(() -> measure(choice));
    }

    private int measure(RuntimeChoice choice) throws InterruptedException {
      List<String> wanted = figures.isEmpty() ? Bench.names() : figures;
      boolean[] met = {true};
      Table table = new Table();
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
      Consumer<Figure> report = json ? OfSandboxes::printJson : figure -> table.add(row(figure));
      try (RuntimeConnection connection = RuntimeConnection.open(choice)) {
        new Bench(connection, handler, runs)
            .measure(
                wanted,
                figure -> {
                  met[0] &= figure.met();
                  report.accept(figure);
                });
      }
      if (!json) {
        table.print(System.out);
      }
      return met[0] ? ExitCode.OK : ExitCode.NOT_ACCEPTED;
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

    private static void printJson(Figure figure) {
      StringWriter line = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(line)) {
        json.writeStartObject();
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
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException("writing to memory failed", e);
      }
      System.out.println(line);
    }

    private static BigDecimal rounded(double value) {
      return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP);
    }
  }
}
