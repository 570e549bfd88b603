package io.kriterion.grader.cli;

import java.io.PrintStream;
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
      SubmitCommand.class,
      WatchCommand.class,
      CancelCommand.class,
      QueueCommand.class,
      NodesCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      DrainCommand.class,
      PoolCommand.class,
      BenchCommand.class,
      ContainerdCommand.class,
      ConfigCommand.class,
      DoctorCommand.class
    },
    sortOptions = false)
public final class Kriterion implements Runnable {

  private final long entered;
  private final PrintStream out;

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

  private Kriterion(long entered, PrintStream out) {
    this.entered = entered;
    this.out = out;
  }

  /** When this process came to run its program, as {@link System#nanoTime} told. */
  long entered() {
    return entered;
  }

  /** Where results go: bytes, since programs print what they like. */
  PrintStream out() {
    return out;
  }

  static CommandLine command() {
    return command(System.out);
  }

  /** The command, of which those that talk to a node print their results to {@code out}. */
  static CommandLine command(PrintStream out) {
    return new CommandLine(new Kriterion(System.nanoTime(), out))
        .setExecutionExceptionHandler(new Failures())
        // an argument is what it is: a task or a submission may be called @name
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    CommandSpec known = java.util.Objects.requireNonNull(spec, "spec");
    throw new ParameterException(
        known.commandLine(),
        "Missing command: run, serve, verify, submit, watch, cancel, queue, nodes, pause, resume, drain,"
            + " pool, bench, containerd, config or doctor");
  }
}
