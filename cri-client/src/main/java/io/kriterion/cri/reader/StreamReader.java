package io.kriterion.cri.reader;

import io.kriterion.cri.error.CriException;
import java.time.Duration;
import java.util.Optional;

/**
 * Elements that the runtime sends one after the other. The reader asks for a message only when it
 * has taken the one before: what nobody reads waits in the runtime, here at most two messages are
 * held. For one thread at a time; {@link #close} may be called by any.
 *
 * @param <T> what is read
 */
public interface StreamReader<T> extends AutoCloseable {

  /**
   * The next element.
   *
   * @param patience how long to wait for it; an interrupt ends the wait with a CANCELLED and stays
   *     set
   * @return nothing if none came in time, or if there are no more ({@link #ended} tells which)
   * @throws CriException if the stream broke or the runtime ended it with a failure; what had come
   *     before is delivered first
   */
  Optional<T> next(Duration patience);

  /** Whether all has been read that there was, or the reader is closed. Does not wait. */
  boolean ended();

  /** Cancels the stream and drops what was not read. Idempotent; does not wait. */
  @Override
  void close();
}
