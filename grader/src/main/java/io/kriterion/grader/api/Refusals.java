package io.kriterion.grader.api;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.queue.QueueException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become statuses. */
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /* A status travels in headers, which clients bound; all but plain letters takes three bytes. */
  private static final int LONGEST_TEXT = 4096;

  private Refusals() {}

  /** The status for a failure; one that nobody has foreseen is logged here. */
  static StatusRuntimeException of(Throwable failure) {
    return switch (failure) {
      case StatusRuntimeException status -> status;
      case QueueException refusal -> refused(refusal);
      case GraderException task when task.failureClass() == FailureClass.TASK ->
          status(Code.INVALID_ARGUMENT, task.getMessage());
      case IllegalArgumentException argument ->
          status(Code.INVALID_ARGUMENT, argument.getMessage());
      default -> unforeseen(failure);
    };
  }

  /** A status with a text that is not too long for its way. */
  static StatusRuntimeException status(Code code, @Nullable String text) {
    return code.toStatus().withDescription(bounded(text == null ? "" : text)).asRuntimeException();
  }

  /** The status for a reason. */
  static Code code(QueueException.Reason reason) {
    return switch (reason) {
      case UNKNOWN_TASK -> Code.NOT_FOUND;
      case KEY_CONFLICT -> Code.ALREADY_EXISTS;
      case FULL -> Code.RESOURCE_EXHAUSTED;
      case TOO_LARGE -> Code.OUT_OF_RANGE;
      case UNAVAILABLE -> Code.UNAVAILABLE;
      case STALE_ATTEMPT -> Code.INTERNAL;
    };
  }

  private static StatusRuntimeException refused(QueueException refusal) {
    Code code = code(refusal.reason());
    return code == Code.INTERNAL ? unforeseen(refusal) : status(code, refusal.getMessage());
  }

  private static StatusRuntimeException unforeseen(Throwable failure) {
    log.atError().setCause(failure).log("a call of the API failed");
    return Status.INTERNAL
        .withDescription("the node failed; its log has more")
        .asRuntimeException();
  }

  private static String bounded(String text) {
    int used = 0;
    for (int at = 0; at < text.length(); ) {
      int letter = text.codePointAt(at);
      used += onTheWay(letter);
      if (used > LONGEST_TEXT) {
        int line = text.lastIndexOf('\n', at);
        return text.substring(0, line > 0 ? line : at) + (line > 0 ? "\n" : " ") + "(and more)";
      }
      at += Character.charCount(letter);
    }
    return text;
  }

  private static int onTheWay(int letter) {
    return letter >= ' ' && letter <= '~' && letter != '%'
        ? 1
        : 3 * Character.toString(letter).getBytes(StandardCharsets.UTF_8).length;
  }
}
