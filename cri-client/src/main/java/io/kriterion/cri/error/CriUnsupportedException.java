package io.kriterion.cri.error;

import org.jspecify.annotations.Nullable;

/**
 * A request for something that this runtime is known not to do, refused on this side: nothing was
 * sent. Runtimes drop what they do not know without a word, so sending would have made something
 * less safe than what was asked for.
 */
public final class CriUnsupportedException extends CriException {

  private static final long serialVersionUID = 1L;

  private final String feature;
  private final String runtime;
  private final String needed;

  /**
   * A refused request.
   *
   * @param operation the RPC that was not sent
   * @param object the id or name of what it was about, if it was about one thing
   * @param feature what was asked for, in words
   * @param runtime who is connected: name and version
   * @param needed what would do it
   */
  public CriUnsupportedException(
      String operation, @Nullable String object, String feature, String runtime, String needed) {
    super(
        operation,
        object,
        feature + ": not with " + runtime + " (needs " + needed + "); nothing was sent",
        true,
        null);
    this.feature = feature;
    this.runtime = runtime;
    this.needed = needed;
  }

  /** What was asked for, in words. */
  public String feature() {
    return feature;
  }

  /** Who is connected: name and version. */
  public String runtime() {
    return runtime;
  }

  /** What would do it, for example {@code containerd 2.1 or newer}. */
  public String needed() {
    return needed;
  }
}
