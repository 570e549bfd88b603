package io.kriterion.grader.api;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets a call in, or turns it away before any of its message is read. */
final class Gate implements ServerInterceptor {

  /** What proves who calls. */
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> TRACEPARENT_HEADER =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern TRACEPARENT_FORM =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private static final Context.Key<Caller> CALLER = Context.key("caller");
  private static final Context.Key<String> TRACEPARENT = Context.key("traceparent");

  private final Callers callers;
  private final Strangers strangers;

  /**
   * Of one server.
   *
   * @param callers who is let in
   * @param strangers the server's connections over which nobody was let in so far
   */
  Gate(Callers callers, Strangers strangers) {
    this.callers = callers;
    this.strangers = strangers;
  }

  /** Who makes the current call; there is one in every method that is not open to everybody. */
  static Caller caller() {
    return CALLER.get();
  }

  /** Whether the current call is one that is open to everybody, made by nobody who is known. */
  static boolean isStranger() {
    return CALLER.get() == null;
  }

  /** The current call's trace context, where it has one that is well-formed. */
  static Optional<String> traceparent() {
    return Optional.ofNullable(TRACEPARENT.get());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Access access = Access.to(call.getMethodDescriptor().getFullMethodName());
    Optional<Caller> caller = callers.of(headers);
    if (caller.isEmpty()) {
      return access == Access.OPEN
          ? next.startCall(call, headers)
          : refuse(
              call,
              Status.UNAUTHENTICATED.withDescription(
                  "no token that is known here; send metadata authorization: Bearer TOKEN"));
    }
    Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
        .ifPresent(strangers::known);
    if (!access.isGiven(caller.get())) {
      return refuse(
          call,
          Status.PERMISSION_DENIED.withDescription(
              "the token has no scope " + access.name().toLowerCase(Locale.ROOT)));
    }
    Context context = Context.current().withValue(CALLER, caller.get());
    String traceparent = headers.get(TRACEPARENT_HEADER);
    if (traceparent != null && TRACEPARENT_FORM.matcher(traceparent).matches()) {
      context = context.withValue(TRACEPARENT, traceparent);
    }
    return Contexts.interceptCall(context, call, headers, next);
  }

  /** Ends a call that has not begun. */
  static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
