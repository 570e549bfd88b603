package io.kriterion.cri.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.cri.error.CriStreamException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One exec: what both transports share. A transport's handler calls the package-private methods on
 * the event loop; the application calls the public ones on its threads.
 */
final class ExecConnection implements ExecSession {

  /* States: CONNECTING -> OPEN -> ENDED, or CONNECTING -> ENDED. ENDED is final, and the first ending
   * counts: a status, or a failure. `outcome` non-null is ENDED, `link` non-null was OPEN.
   * The lock is never held while the channel, a buffer or the application is called. */

  /** The exit status is a few hundred bytes; a failed start quotes the runtime. */
  private static final int MAX_STATUS_BYTES = 256 << 10;

  private sealed interface Outcome {
    record Told(ExecStatus status) implements Outcome {}

    record Broken(String message, boolean retrySafe, @Nullable Throwable cause)
        implements Outcome {}
  }

  /** The open connection. */
  record Link(Channel channel, StdinFrames frames, ExecConnection connection) {

    /** Sends a frame; that it could not be sent shows at the next write. */
    void send(Object frame) {
      var unused =
          channel
              .writeAndFlush(frame)
              .addListener(sent -> {
                if (!sent.isSuccess()) {
                  connection.inputEnded();
                }
              });
    }
  }

  private final ExecSpec spec;
  private final OutputBuffer stdout = new OutputBuffer(this::roomAgain);
  private final OutputBuffer stderr = new OutputBuffer(this::roomAgain);
  private final StdinStream stdin = new StdinStream(this);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private @Nullable Channel channel;

  @GuardedBy("lock")
  private @Nullable Link link;

  @GuardedBy("lock")
  private @Nullable Outcome outcome;

  @GuardedBy("lock")
  private boolean inputEnded;

  // event loop only
  private final ByteArrayOutputStream statusText = new ByteArrayOutputStream();
  private final Set<StreamKind> awaited = EnumSet.noneOf(StreamKind.class);

  ExecConnection(ExecSpec spec) {
    this.spec = spec;
    awaited.add(StreamKind.ERROR);
    awaited.add(StreamKind.STDOUT);
    if (spec.tty()) {
      stderr.end(null);
    } else {
      awaited.add(StreamKind.STDERR);
    }
  }

  ExecSpec spec() {
    return spec;
  }

  // ---- what a transport's handler calls, on the event loop

  /** There is a connection, not yet upgraded. */
  void connected(Channel channel) {
    lock.lock();
    try {
      this.channel = channel;
    } finally {
      lock.unlock();
    }
  }

  /** The runtime has agreed to the streams. */
  void opened(Channel channel, StdinFrames frames) {
    lock.lock();
    try {
      link = new Link(channel, frames, this);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes arrived; takes them over. */
  void data(StreamKind kind, ByteBuf data) {
    switch (kind) {
      case STDOUT -> output(stdout, data);
      case STDERR -> output(stderr, data);
      case ERROR -> {
        try {
          if (statusText.size() + data.readableBytes() > MAX_STATUS_BYTES) {
            fail("the exit status is longer than " + MAX_STATUS_BYTES + " bytes", false, null);
            return;
          }
          byte[] bytes = new byte[data.readableBytes()];
          data.readBytes(bytes);
          statusText.writeBytes(bytes);
        } finally {
          data.release();
        }
      }
      case STDIN, RESIZE -> {
        boolean any = data.isReadable();
        data.release();
        if (any) {
          fail("the runtime wrote to " + kind.type(), false, null);
        }
      }
    }
  }

  private void output(OutputBuffer buffer, ByteBuf data) {
    buffer.offer(data);
    pace();
  }

  /** One stream ended. When all that bring something have, so has the exec. */
  void end(StreamKind kind) {
    switch (kind) {
      case STDOUT -> stdout.end(null);
      case STDERR -> stderr.end(null);
      case STDIN -> inputEnded();
      case ERROR, RESIZE -> {}
    }
    if (awaited.remove(kind) && awaited.isEmpty()) {
      disconnected(null);
    }
  }

  /** The runtime ended the connection, or it broke. What was received decides what it means. */
  void disconnected(@Nullable Throwable cause) {
    if (statusText.size() > 0) {
      try {
        finish(new Outcome.Told(StatusText.parse(statusText.toByteArray())));
      } catch (IOException e) {
        fail("the runtime sent no valid exit status: " + firstLine(e), false, e);
      }
    } else {
      fail("the connection broke before the exit status" + because(cause), false, cause);
    }
  }

  /** Something went wrong that ends the exec, whatever was received. */
  void fail(String message, boolean retrySafe, @Nullable Throwable cause) {
    finish(new Outcome.Broken(message, retrySafe, cause));
  }

  /** The process's input takes no more. */
  void inputEnded() {
    lock.lock();
    try {
      inputEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The channel's writability changed. */
  void writabilityChanged() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void finish(Outcome ending) {
    switch (ending) {
      case Outcome.Told told -> {
        stdout.end(null);
        stderr.end(null);
      }
      case Outcome.Broken broken -> {
        IOException failure = new IOException("Exec: " + broken.message(), broken.cause());
        stdout.end(failure);
        stderr.end(failure);
      }
    }
    Channel open;
    lock.lock();
    try {
      if (outcome == null) {
        outcome = ending;
      }
      open = channel;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      var unused = open.close();
    }
  }

  private static String because(@Nullable Throwable cause) {
    return cause == null ? "" : " (" + firstLine(cause) + ")";
  }

  private static String firstLine(Throwable cause) {
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return text.lines().findFirst().orElse("");
  }

  // ---- back-pressure

  private void roomAgain() {
    Channel open;
    lock.lock();
    try {
      open = channel;
    } finally {
      lock.unlock();
    }
    if (open != null && open.isActive()) {
      open.eventLoop().execute(this::pace);
    }
  }

  /** Lets the socket run or rest. On the event loop. */
  private void pace() {
    Channel open;
    lock.lock();
    try {
      open = channel;
    } finally {
      lock.unlock();
    }
    if (open != null) {
      boolean run = !stdout.full() && !stderr.full();
      if (open.config().isAutoRead() != run) {
        open.config().setAutoRead(run);
      }
    }
  }

  // ---- what the application's threads call

  /**
   * Waits for the runtime's agreement.
   *
   * @throws CriStreamException if there is none
   */
  void awaitOpen(Duration timeout) {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (link == null && outcome == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (outcome instanceof Outcome.Broken broken) {
        throw broken(broken);
      }
      if (link == null && outcome == null) {
        throw new CriStreamException(
            "Exec",
            "the runtime's stream server did not answer within " + timeout.toMillis() + " ms",
            false,
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CriStreamException("Exec", "interrupted while opening the streams", false, e);
    } finally {
      lock.unlock();
    }
  }

  /** The open connection. */
  Link link() throws IOException {
    lock.lock();
    try {
      if (link == null || outcome != null) {
        throw new IOException("the exec has ended");
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
      while (!open.channel().isWritable() && !inputEnded && outcome == null) {
        changed.await();
      }
      if (inputEnded || outcome != null) {
        throw new IOException("the process takes no more input");
      }
      return open;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing input");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OutputStream stdin() {
    if (!spec.stdin()) {
      throw new IllegalStateException("this exec has no standard input (see ExecSpec.withStdin)");
    }
    return stdin;
  }

  @Override
  public InputStream stdout() {
    return stdout;
  }

  @Override
  public InputStream stderr() {
    return stderr;
  }

  @Override
  public ExecStatus await(Duration timeout) throws InterruptedException, TimeoutException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (outcome == null) {
        if (left <= 0) {
          throw new TimeoutException("the exec did not end within " + timeout.toMillis() + " ms");
        }
        left = changed.awaitNanos(left);
      }
      return switch (outcome) {
        case Outcome.Told told -> told.status();
        case Outcome.Broken broken -> throw broken(broken);
      };
    } finally {
      lock.unlock();
    }
  }

  private static CriStreamException broken(Outcome.Broken broken) {
    return new CriStreamException("Exec", broken.message(), broken.retrySafe(), broken.cause());
  }

  @Override
  public void close() {
    fail("the session was closed before the exit status", false, null);
    stdout.close();
    stderr.close();
  }
}
