package io.kriterion.grader.runtime;

import java.util.Locale;

/** How far whoever submits is trusted; told by the submitter's side, never by a task. */
public enum Trust {
  /** Anybody: an open exercise, an anonymous user. */
  LOW,
  /** A student whose name is known; what holds where nothing is said. */
  NORMAL,
  /** The course's staff. */
  HIGH;

  /** How the configuration writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
