package io.kriterion.grader.pipeline;

import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.runtime.HandlerHealth;

/**
 * Says how a handler fared in an attempt. Only a sandbox that could not be made counts against it:
 * what happens once a submission runs may be the submission's doing, and it must not make a handler
 * sick for everybody.
 */
final class HandlerReports {

  private final HandlerHealth health;

  HandlerReports(HandlerHealth health) {
    this.health = health;
  }

  /** A sandbox was made with it, and steps ran. */
  void worked(String handler) {
    health.worked(handler);
  }

  /** No sandbox could be made or filled. */
  void failed(String handler, RuntimeException failure) {
    String reason = String.valueOf(failure.getMessage());
    switch (failure) {
      case CriConnectionException e -> {
        // the whole runtime is away
      }
      case CriCallException e when e.code() == CriErrorCode.CANCELLED -> {
        // by ourselves
      }
      case CriCallException e ->
          health.failed(
              handler,
              reason,
              e.code() == CriErrorCode.NO_SUCH_HANDLER
                  || e.code() == CriErrorCode.HANDLER_NOT_INSTALLED);
      case GraderException e when e.failureClass() != FailureClass.RUNTIME -> {
        // this machine, or the submission's files
      }
      default -> health.failed(handler, reason, false);
    }
  }
}
