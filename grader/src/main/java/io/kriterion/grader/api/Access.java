package io.kriterion.grader.api;

import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.kriterion.grader.config.ApiSettings.Scope;
import io.kriterion.proto.grader.v1.GraderGrpc;
import java.util.Map;

/** What a call needs: nothing, to be known, or a scope. */
enum Access {
  /** Everybody. */
  OPEN,
  /** Everybody who is known. */
  KNOWN,
  /** Who has the scope SUBMIT. */
  SUBMIT,
  /** Who has the scope WATCH. */
  WATCH,
  /** Who has the scope OPERATE; what holds where nothing else is said. */
  OPERATE;

  private static final Map<String, Access> METHODS =
      Map.of(
          GraderGrpc.getSubmitMethod().getFullMethodName(), SUBMIT,
          GraderGrpc.getCancelMethod().getFullMethodName(), SUBMIT,
          GraderGrpc.getGetMethod().getFullMethodName(), WATCH,
          GraderGrpc.getListMethod().getFullMethodName(), WATCH,
          GraderGrpc.getWatchMethod().getFullMethodName(), WATCH,
          HealthGrpc.getCheckMethod().getFullMethodName(), OPEN,
          HealthGrpc.getWatchMethod().getFullMethodName(), KNOWN,
          ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName(), KNOWN);

  /** What the method of this full name needs. */
  static Access to(String method) {
    return METHODS.getOrDefault(method, OPERATE);
  }

  /** Whether this caller has it. */
  boolean isGiven(Caller caller) {
    return switch (this) {
      case OPEN, KNOWN -> true;
      case SUBMIT -> caller.may(Scope.SUBMIT);
      case WATCH -> caller.may(Scope.WATCH);
      case OPERATE -> caller.may(Scope.OPERATE);
    };
  }
}
