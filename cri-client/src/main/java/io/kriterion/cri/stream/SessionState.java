package io.kriterion.cri.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where a session is in its life, and the waiting for it. Thread-safe. */
final class SessionState {

  /* CONNECTING -> OPEN -> ENDED, or CONNECTING -> ENDED. ENDED is final and the first ending counts:
   * a status, the caller's leaving, or a failure. `link` non-null: was OPEN. `outcome` non-null: is ENDED.
   * Nobody is called while the lock is held. */

  /** How it ended. */
  sealed interface Outcome {
    record Told(ExecStatus status) implements Ending {}

    /** The caller left. */
    record Left() implements Ending {}

    record Broken(CriStreamCode code, String message, boolean retrySafe, @Nullable Throwable cause)
        implements Outcome {}
  }

  /** An ending that is no failure of the connection. */
  sealed interface Ending extends Outcome {}

  /**
   * The open connection.
   *
   * @param channel where input goes
   * @param frames how input is wrapped
   */
  record Link(Channel channel, InputFrames frames) {}

  private final String operation;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private @Nullable Link link;

  @GuardedBy("lock")
  private @Nullable Outcome outcome;

  @GuardedBy("lock")
  private boolean inputEnded;

  /**
   * A session that is CONNECTING.
   *
   * @param operation the CRI's name of what is done
   */
  SessionState(String operation) {
    this.operation = operation;
  }

  void opened(Link link) {
    lock.lock();
    try {
      this.link = link;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it, if it has not ended yet. */
  void ended(Outcome outcome) {
    lock.lock();
    try {
      if (this.outcome == null) {
        this.outcome = outcome;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean hasEnded() {
    return outcome() != null;
  }

  /** How it ended; null while it has not. */
  @Nullable Outcome outcome() {
    lock.lock();
    try {
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing takes input any more. */
  void inputEnded() {
    lock.lock();
    try {
      inputEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The channel may have become writable. */
  void writabilityChanged() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for OPEN.
   *
   * @throws CriStreamException if it failed, did not come in time, or the thread is interrupted
   */
  void awaitOpen(Duration timeout) {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (link == null && outcome == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (link == null && outcome instanceof Outcome.Broken broken) {
        throw exception(broken);
      }
      if (link == null) {
        throw new CriStreamException(
            operation,
            CriStreamCode.TIMEOUT,
            "the runtime's stream server did not answer within " + timeout.toMillis() + " ms",
            false,
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CriStreamException(
          operation, CriStreamCode.INTERRUPTED, "interrupted while opening the streams", false, e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for ENDED.
   *
   * @throws CriStreamException if it ended with a failure
   */
  Ending awaitEnd(Duration timeout) throws InterruptedException, TimeoutException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (outcome == null) {
        if (left <= 0) {
          throw new TimeoutException(operation + ": no end within " + timeout.toMillis() + " ms");
        }
        left = changed.awaitNanos(left);
      }
      return switch (outcome) {
        case Ending ending -> ending;
        case Outcome.Broken broken -> throw exception(broken);
      };
    } finally {
      lock.unlock();
    }
  }

  /** The open connection, or null. */
  @Nullable Link openLink() {
    lock.lock();
    try {
      return outcome == null ? link : null;
    } finally {
      lock.unlock();
    }
  }

  /** The connection, if input can still go that way. */
  Link link() throws IOException {
    lock.lock();
    try {
      if (link == null || inputEnded || outcome != null) {
        throw new IOException("nothing takes this input any more");
      }
      return link;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the connection can take more input. */
  Link awaitWritable() throws IOException {
    lock.lock();
    try {
      Link open = link();
      while (!open.channel().isWritable()) {
        changed.await();
        open = link();
      }
      return open;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing input");
    } finally {
      lock.unlock();
    }
  }

  /** A fresh exception: several threads may ask. */
  private CriStreamException exception(Outcome.Broken broken) {
    return new CriStreamException(
        operation, broken.code(), broken.message(), broken.retrySafe(), broken.cause());
  }
}
