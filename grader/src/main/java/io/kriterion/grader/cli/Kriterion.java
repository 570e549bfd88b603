package io.kriterion.grader.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code kriterion} command: grades untrusted programs in sandboxes of their own. */
@Command(
    name = "kriterion",
    description = "Grades untrusted programs, each in a sandbox of its own.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "kriterion 0.1.0-SNAPSHOT",
    subcommands = {
      RunCommand.class,
      ServeCommand.class,
      VerifyCommand.class,
      PoolCommand.class,
      BenchCommand.class,
      ContainerdCommand.class,
      ConfigCommand.class,
      QueueCommand.class,
      DoctorCommand.class
    },
    sortOptions = false)
public final class Kriterion implements Runnable {

  private final long entered;

  @Spec private @Nullable CommandSpec spec;

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param arguments those of the command line
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(command().execute(arguments));
  }

  private Kriterion(long entered) {
    this.entered = entered;
  }

  /** When this process came to run its program, as {@link System#nanoTime} told. */
  long entered() {
    return entered;
  }

  static CommandLine command() {
    return new CommandLine(new Kriterion(System.nanoTime()))
        .setExecutionExceptionHandler(new Failures())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    CommandSpec known = java.util.Objects.requireNonNull(spec, "spec");
    throw new ParameterException(
        known.commandLine(),
        "Missing command: run, verify, pool, bench, containerd, config, queue or doctor");
  }
}
