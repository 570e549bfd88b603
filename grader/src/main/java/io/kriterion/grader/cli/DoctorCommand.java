package io.kriterion.grader.cli;

import io.kriterion.grader.doctor.Doctor;
import io.kriterion.grader.doctor.Finding;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kriterion doctor}: what this machine has and what it lacks to grade. */
@Command(
    name = "doctor",
    description = {
      "Look at this machine: what it has and what it lacks to grade, and what to do about it.",
      "It changes nothing, and runs nothing but the runtimes' programs with --version."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no problems; there may be warnings",
      "1:there are problems",
      "2:bad usage",
      "3:a check failed itself, or the configuration cannot be used"
    },
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Doctor.Summary summary = Doctor.of(runtime.choice()).examine(this::print);
    if (summary.failed() > 0) {
      Objects.requireNonNull(spec, "spec")
          .commandLine()
          .getErr()
          .println("kriterion: internal fault, please report it: a check failed, see above");
      return ExitCode.NODE_FAILED;
    }
    return summary.problems() > 0 ? ExitCode.NOT_ACCEPTED : ExitCode.OK;
  }

  private void print(Finding finding) {
    System.out.print(json ? json(finding) + "\n" : text(finding));
    System.out.flush();
  }

  static String json(Finding finding) {
    return JsonLine.of(line -> {
      line.writeStringField("check", finding.check());
      line.writeStringField("level", level(finding));
      line.writeStringField("found", finding.found());
      line.writeStringField("advice", finding.advice());
    });
  }

  static String text(Finding finding) {
    String line = "%-8s %s: %s%n".formatted(level(finding), finding.check(), finding.found());
    return finding.advice().isEmpty()
        ? line
        : line + "%-8s   to do: %s%n".formatted("", finding.advice());
  }

  private static String level(Finding finding) {
    return finding.level().name().toLowerCase(Locale.ROOT);
  }
}
