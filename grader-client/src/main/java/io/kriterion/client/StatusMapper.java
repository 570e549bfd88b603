package io.kriterion.client;

import io.grpc.Status;
import io.kriterion.client.GraderClientException.Code;

/** The one place where a gRPC status becomes an exception. */
final class StatusMapper {

  private static final int LONGEST_CAUSE = 300;

  private StatusMapper() {}

  /**
   * The exception for a failed call.
   *
   * @param target where the node is, for the message
   */
  static GraderClientException map(Status status, ClientOptions.Target target) {
    boolean noAnswer = isNoAnswer(status);
    Code code = noAnswer ? Code.UNAVAILABLE : code(status.getCode());
    String text = status.getDescription();
    if (text == null || text.isBlank()) {
      text = status.getCode().toString();
    }
    String message =
        noAnswer
            ? "the node at " + target + " does not answer (" + why(status, text) + ")"
            : code == Code.INVALID ? text : firstLine(text);
    return new GraderClientException(code, message, status.asRuntimeException());
  }

  /* What was made on this side of the connection, or by its end, is no answer of the node's. */
  private static boolean isNoAnswer(Status status) {
    String text = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case UNAVAILABLE, INTERNAL, UNKNOWN -> status.getCause() != null;
      case CANCELLED -> text.startsWith("RST_STREAM closed stream");
      case OK,
          INVALID_ARGUMENT,
          DEADLINE_EXCEEDED,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          DATA_LOSS,
          UNAUTHENTICATED ->
          false;
    };
  }

  private static Code code(Status.Code code) {
    return switch (code) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> Code.INVALID;
      case NOT_FOUND -> Code.NOT_FOUND;
      case ALREADY_EXISTS, FAILED_PRECONDITION -> Code.CONFLICT;
      case RESOURCE_EXHAUSTED -> Code.FULL;
      case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
      case PERMISSION_DENIED -> Code.FORBIDDEN;
      case UNAVAILABLE -> Code.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> Code.DEADLINE;
      case CANCELLED -> Code.CANCELLED;
      case UNIMPLEMENTED -> Code.UNSUPPORTED;
      case OK, UNKNOWN, ABORTED, INTERNAL, DATA_LOSS -> Code.INTERNAL;
    };
  }

  private static String why(Status status, String text) {
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String inner = cause == null ? null : cause.getMessage();
    return firstLine(inner == null || inner.isBlank() ? text : inner);
  }

  private static String firstLine(String text) {
    String line = text.strip().lines().findFirst().orElse("no reason given");
    return line.length() > LONGEST_CAUSE ? line.substring(0, LONGEST_CAUSE) + "…" : line;
  }
}
