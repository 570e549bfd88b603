package io.kriterion.grader.init;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A standard input that is written while the program runs. It serves one step. Safe for use by
 * several threads; whoever writes is held back while the program does not read, at most 64 KiB
 * ahead of it.
 */
public final class LiveInput implements StepInput, AutoCloseable {

  /** How many bytes may be on their way: kriterion-init holds no more. */
  private static final int WINDOW = 65_536;

  /* A frame of this length is one piece for the stream below: an interrupt finds it sent or not. */
  private static final int PIECE = 16_384;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private @Nullable FrameWriter out;

  @GuardedBy("lock")
  private int room = WINDOW;

  @GuardedBy("lock")
  private boolean reserved;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private boolean over;

  /** An input for a step that has yet to begin. */
  public LiveInput() {}

  /**
   * Writes bytes; blocks until the program has taken so much that they fit, or the step has begun.
   *
   * @return whether the step still runs; if not, the bytes are lost, as those in a pipe are that
   *     nobody reads
   * @throws IllegalStateException after {@link #close}
   * @throws InterruptedException when interrupted; some of the bytes may have been written
   */
  public boolean write(byte[] bytes) throws InterruptedException {
    int done = 0;
    while (done < bytes.length) {
      lock.lockInterruptibly();
      try {
        while (!over && (out == null || room == 0)) {
          changed.await();
        }
        if (closed) {
          throw new IllegalStateException("the input has been closed");
        }
        FrameWriter writer = out;
        if (over || writer == null) {
          return false;
        }
        int length = Math.min(Math.min(room, PIECE), bytes.length - done);
        room -= length;
        writer.feed(bytes, done, length);
        done += length;
      } catch (InterruptedIOException e) {
        Thread.interrupted();
        throw interrupted(e);
      } catch (IOException e) {
        return false; // whoever reads the step's frames meets the same failure and reports it
      } finally {
        lock.unlock();
      }
    }
    return true;
  }

  private static InterruptedException interrupted(InterruptedIOException cause) {
    InterruptedException interrupt = new InterruptedException("writing a live input");
    interrupt.initCause(cause);
    return interrupt;
  }

  /**
   * Ends the input: the program reads end of file after what has been written. Blocks as long as
   * the stream to the sandbox takes nothing.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        sayClosed();
      }
    } finally {
      lock.unlock();
    }
  }

  /* A step is about to begin that this input is for. */
  void reserve() {
    lock.lock();
    try {
      if (reserved) {
        throw new IllegalStateException("this input has served a step already");
      }
      reserved = true;
    } finally {
      lock.unlock();
    }
  }

  /* The step has been asked for: what is written goes there. */
  void begin(FrameWriter writer) {
    lock.lock();
    try {
      out = writer;
      if (closed) {
        sayClosed();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /* The program has taken so much. */
  void taken(long bytes) {
    lock.lock();
    try {
      if (bytes > WINDOW - room) {
        throw new InitProtocolException("more input was taken than was sent", null);
      }
      room += (int) bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives the input up: its step is over, or will not begin. May be repeated. */
  public void end() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void sayClosed() {
    FrameWriter writer = out;
    if (writer != null && !over) {
      try {
        writer.closeInput();
      } catch (IOException e) {
        over = true; // the reader of the step's frames reports it
      }
    }
  }
}
