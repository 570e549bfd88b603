package io.kriterion.grader.init;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A standard output that is read while the program runs, by another thread than the session's. It
 * serves one step. Safe for use by several threads; the program is held back while nobody reads, at
 * most 64 KiB ahead.
 */
public final class LiveOutput {

  /** How many bytes kriterion-init may send ahead of the reader. */
  static final int WINDOW = 65_536;

  /* After how many bytes read kriterion-init hears of them. */
  private static final int CREDIT_STEP = WINDOW / 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Runnable whenOver;
  private final AtomicBoolean told = new AtomicBoolean();

  @GuardedBy("lock")
  private final Deque<byte[]> pieces = new ArrayDeque<>();

  @GuardedBy("lock")
  private @Nullable FrameWriter out;

  @GuardedBy("lock")
  private int held;

  @GuardedBy("lock")
  private int read;

  @GuardedBy("lock")
  private boolean released;

  @GuardedBy("lock")
  private boolean ended;

  @GuardedBy("lock")
  private boolean over;

  /**
   * An output of a step that has yet to begin.
   *
   * @param whenOver called once, when the step is over and before a reader can know of it; must not
   *     block
   */
  public LiveOutput(Runnable whenOver) {
    this.whenOver = whenOver;
  }

  /**
   * Passes everything on to another step's input, as it comes, and then ends that input. Blocks
   * until this output has ended. When the other step is over, the rest is read and dropped.
   *
   * @throws InterruptedException when interrupted
   */
  public void relay(LiveInput to) throws InterruptedException {
    boolean heard = true;
    byte[] piece = next();
    while (piece != null) {
      heard = heard && to.write(piece);
      piece = next();
    }
    to.close();
  }

  /* The next piece; null at the end. Blocks until there is one. */
  private byte @Nullable [] next() throws InterruptedException {
    byte[] piece;
    int credit = 0;
    FrameWriter writer;
    lock.lockInterruptibly();
    try {
      while (pieces.isEmpty() && !ended && !over) {
        changed.await();
      }
      piece = pieces.poll();
      writer = out;
      if (piece != null) {
        held -= piece.length;
        read += piece.length;
        if (read >= CREDIT_STEP && !over && !released) {
          credit = read;
          read = 0;
        }
      }
    } finally {
      lock.unlock();
    }
    grant(writer, credit);
    return piece;
  }

  /**
   * Lets the program, which is dead or about to be, get rid of all that it has written: it is held
   * back no more, and what nobody has read yet is kept. To be called well after its wall time,
   * since kriterion-init tells no end before all output has been sent. May be repeated.
   */
  public void release() {
    FrameWriter writer;
    lock.lock();
    try {
      writer = out;
      if (released || over || writer == null) {
        return;
      }
      released = true;
    } finally {
      lock.unlock();
    }
    grant(writer, Integer.MAX_VALUE);
  }

  private static void grant(@Nullable FrameWriter writer, int credit) {
    if (writer != null && credit > 0) {
      try {
        writer.credit(false, credit);
      } catch (IOException e) {
        // whoever reads the step's frames meets the same failure and reports it
      }
    }
  }

  /** Ends the output: its step is over, or will not begin. May be repeated. */
  public void end() {
    if (told.compareAndSet(false, true)) {
      whenOver.run();
    }
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /* The step is about to be asked for. */
  void begin(FrameWriter writer) {
    lock.lock();
    try {
      if (out != null) {
        throw new IllegalStateException("this output has served a step already");
      }
      out = writer;
    } finally {
      lock.unlock();
    }
  }

  /* The program has written this. */
  void add(byte[] bytes) {
    lock.lock();
    try {
      held += bytes.length;
      if (held > WINDOW && !released) {
        throw new InitProtocolException("more output came than was asked for", null);
      }
      pieces.add(bytes);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /* The program has closed its output and runs on. */
  void closed() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
