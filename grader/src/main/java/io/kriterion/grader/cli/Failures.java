package io.kriterion.grader.cli;

import io.kriterion.client.GraderClientException;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriException;
import io.kriterion.grader.config.ConfigFormatException;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.TaskFormatException;
import io.kriterion.grader.text.Printable;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Says every failure in one clear line, and with the exit code that belongs to it. */
final class Failures implements CommandLine.IExecutionExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    log.atDebug().setCause(failure).log("command failed");
    say(failure, command);
    return code(failure);
  }

  /** Says a failure of what the command was given to look at, and nothing more. */
  static int badInput(Exception failure, CommandLine command) {
    say(failure, command);
    return ExitCode.BAD_INPUT;
  }

  private static void say(Exception failure, CommandLine command) {
    PrintWriter err = command.getErr();
    text(failure).lines().forEach(line -> err.println("kriterion: " + line));
    err.flush();
  }

  /**
   * The failure in words: what is wrong and what to do; several lines only for several problems.
   */
  static String text(Throwable failure) {
    return switch (failure) {
      case TaskFormatException e -> String.join("\n", e.problems());
      case ConfigFormatException e -> String.join("\n", e.problems());
      case CriCallException e -> oneLine(e.getMessage()) + advice(e);
      case InterruptedException e -> "interrupted";
      case CriException e -> oneLine(e.getMessage());
      case GraderException e -> oneLine(e.getMessage());
      case GraderClientException e when e.code() == GraderClientException.Code.INVALID ->
          String.valueOf(e.getMessage())
              .lines()
              .map(Printable::oneLine)
              .collect(Collectors.joining("\n"));
      case GraderClientException e -> oneLine(e.getMessage());
      default -> "internal fault, please report it: " + oneLine(failure.toString());
    };
  }

  static int code(Throwable failure) {
    return switch (failure) {
      case TaskFormatException e -> ExitCode.BAD_INPUT;
      case GraderException e when e.failureClass() == FailureClass.TASK -> ExitCode.BAD_INPUT;
      case GraderClientException e -> code(e.code());
      default -> ExitCode.NODE_FAILED;
    };
  }

  private static int code(GraderClientException.Code code) {
    return switch (code) {
      case INVALID, NOT_FOUND, CONFLICT, UNAUTHENTICATED, FORBIDDEN -> ExitCode.BAD_INPUT;
      case FULL, UNAVAILABLE, DEADLINE, CANCELLED, UNSUPPORTED, INTERNAL -> ExitCode.NODE_FAILED;
    };
  }

  private static String advice(CriCallException failure) {
    return switch (failure.code()) {
      case NO_SUCH_HANDLER ->
          "; configure the handler in the runtime, or choose another with --runtime";
      case HANDLER_NOT_INSTALLED ->
          "; install the handler's shim and binary, or choose another with --runtime";
      case NETWORK_NOT_READY ->
          "; give the runtime a pod network, or use: kriterion containerd start";
      case UNIMPLEMENTED -> "; is the CRI plugin disabled in the runtime's configuration?";
      case NOT_FOUND,
          NAME_RESERVED,
          COMMAND_NOT_FOUND,
          WRONG_STATE,
          INVALID_ARGUMENT,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          IMAGE_UNAVAILABLE,
          CANCELLED,
          OTHER ->
          "";
    };
  }

  /** A text of others on one line. */
  static String oneLine(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "no reason given" : Printable.oneLine(text);
  }
}
