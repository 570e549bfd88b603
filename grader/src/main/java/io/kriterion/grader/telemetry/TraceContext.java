package io.kriterion.grader.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trace context that a submitter sent, in the form of the W3C's {@code traceparent}. */
final class TraceContext {

  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private TraceContext() {}

  /** What spans of the submitter's trace are made in; the beginning of a new one if it is none. */
  static Context of(Optional<String> traceparent) {
    return traceparent
        .map(FORM::matcher)
        .filter(TraceContext::known)
        .map(form ->
            SpanContext.createFromRemoteParent(
                form.group(2),
                form.group(3),
                TraceFlags.fromHex(form.group(4), 0),
                TraceState.getDefault()))
        .filter(SpanContext::isValid)
        .map(parent -> Context.root().with(Span.wrap(parent)))
        .orElseGet(Context::root);
  }

  /* Version 0 has four parts; later ones may have more; ff is none. */
  private static boolean known(Matcher form) {
    return form.matches()
        && !form.group(1).equals("ff")
        && (form.group(5) == null || !form.group(1).equals("00"));
  }
}
