package io.kriterion.grader.runtime;

import io.kriterion.grader.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which of the runtime's handlers can be used. What exists is asked of the runtime, again when the
 * last answer is ten seconds old. A handler that failed is sick for a while: after one failure that
 * leaves no doubt, or three in a row that do. When the while is over it is tried with whatever
 * comes next; a success makes it well, a failure sick again at once. Thread-safe; no lock is held
 * while the runtime is asked.
 */
public final class HandlerHealth {

  /** How long an answer of the runtime counts. */
  static final Duration FRESH = Duration.ofSeconds(10);

  /** How many failures in a row make a handler sick. */
  static final int DOUBTS = 3;

  /** The longest reason that is kept, in characters. */
  private static final int LONGEST = 500;

  private record Look(Instant at, Map<String, Optional<String>> seen) {}

  private record Failures(int count, String reason, Instant until) {}

  private final HandlerSource source;
  private final Duration backOff;
  private final InstantSource clock;
  private final AtomicReference<Look> look;
  private final Map<String, Failures> failures = new ConcurrentHashMap<>();

  /**
   * The health of one runtime's handlers; asks the runtime once.
   *
   * @param backOff how long a handler that failed is left alone, more than zero
   * @param clock tells the time
   */
  public HandlerHealth(HandlerSource source, Duration backOff, InstantSource clock) {
    this.source = source;
    this.backOff = backOff;
    this.clock = clock;
    this.look = new AtomicReference<>(lookNow());
  }

  /**
   * The handlers that the runtime has, sick ones too, in its order. May ask the runtime, see {@link
   * HandlerSource#look}.
   */
  public List<String> known() {
    return List.copyOf(seen().keySet());
  }

  /** What is known of a handler now. May ask the runtime, see {@link HandlerSource#look}. */
  public HandlerState state(String handler) {
    Optional<String> objection = seen().get(handler);
    if (objection == null) {
      return new HandlerState.Missing();
    }
    if (objection.isPresent()) {
      return new HandlerState.Sick(objection.get(), Optional.empty());
    }
    Failures failed = failures.get(handler);
    Instant now = clock.instant();
    return failed != null && now.isBefore(failed.until())
        ? new HandlerState.Sick(failed.reason(), Optional.of(Duration.between(now, failed.until())))
        : new HandlerState.Usable();
  }

  /**
   * A sandbox could not be made with the handler.
   *
   * @param reason why
   * @param certain whether that is the handler's fault beyond doubt and will happen again
   */
  public void failed(String handler, String reason, boolean certain) {
    String kept = Printable.oneLine(reason, LONGEST);
    Instant now = clock.instant();
    failures.compute(
        handler,
        (name, before) -> {
          int count = certain ? DOUBTS : 1 + (before == null ? 0 : before.count());
          Instant until = count >= DOUBTS ? now.plus(backOff) : now;
          return new Failures(Math.min(count, DOUBTS), kept, until);
        });
  }

  /** A sandbox was made with the handler: whatever was wrong is over. */
  public void worked(String handler) {
    failures.remove(handler);
  }

  private Map<String, Optional<String>> seen() {
    Look last = look.get();
    if (clock.instant().isBefore(last.at().plus(FRESH))) {
      return last.seen();
    }
    // several may ask at once, and each takes its own answer: all are fresh
    Look fresh = lookNow();
    look.set(fresh);
    return fresh.seen();
  }

  private Look lookNow() {
    Map<String, Optional<String>> seen = new LinkedHashMap<>();
    source.look().forEach(handler -> seen.put(handler.name(), handler.objection()));
    return new Look(clock.instant(), seen);
  }
}
