package io.kriterion.cri.stream;

import io.kriterion.cri.stream.ExecState.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exec: what both transports share. A transport's handler calls the package-private methods on
 * the event loop; the application calls the public ones on its threads.
 */
final class ExecConnection implements ExecSession {

  /** The exit status is a few hundred bytes; a failed start quotes the runtime. */
  private static final int MAX_STATUS_BYTES = 256 << 10;

  private final ExecSpec spec;
  private final Consumer<ExecConnection> onEnd;
  private final ExecState state = new ExecState();
  private final OutputBuffer stdout = new OutputBuffer(this::roomAgain);
  private final OutputBuffer stderr = new OutputBuffer(this::roomAgain);
  private final StdinStream stdin = new StdinStream(state);
  private final ReadGate gate = new ReadGate(this::full);
  private volatile @Nullable Channel channel;

  // event loop only
  private final ByteArrayOutputStream statusText = new ByteArrayOutputStream();
  private final Set<StreamKind> awaited = EnumSet.of(StreamKind.ERROR, StreamKind.STDOUT);

  /**
   * A connection to be made.
   *
   * @param onEnd called, perhaps more than once, when it has ended
   */
  ExecConnection(ExecSpec spec, Consumer<ExecConnection> onEnd) {
    this.spec = spec;
    this.onEnd = onEnd;
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

  /** There is a channel, not yet connected, without handlers. */
  void made(Channel channel) {
    this.channel = channel;
    channel.pipeline().addLast(gate);
    if (state.hasEnded()) {
      // the caller gave up before there was a channel to close
      var unused = channel.close();
    }
  }

  /** The runtime has agreed to the streams. */
  void opened(Channel channel, StdinFrames frames) {
    state.opened(new ExecState.Link(channel, frames));
  }

  /** Bytes arrived; takes them over. */
  void data(StreamKind kind, ByteBuf data) {
    switch (kind) {
      case STDOUT -> output(stdout, data);
      case STDERR -> output(stderr, data);
      case ERROR -> status(data);
      case STDIN, RESIZE -> {
        // an empty piece carries the end of the stream
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
    Channel open = channel;
    if (open != null) {
      gate.update(open);
    }
  }

  private void status(ByteBuf data) {
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

  /** One stream ended. When all that bring something have, so has the exec. */
  void end(StreamKind kind) {
    switch (kind) {
      case STDOUT -> stdout.end(null);
      case STDERR -> stderr.end(null);
      case STDIN -> state.inputEnded();
      case ERROR, RESIZE -> {}
    }
    if (awaited.remove(kind) && awaited.isEmpty()) {
      disconnected(null);
    }
  }

  /** The runtime ended the connection, or it broke. What was received decides what it means. */
  void disconnected(@Nullable Throwable cause) {
    if (statusText.size() == 0) {
      fail("the connection broke before the exit status" + because(cause), false, cause);
      return;
    }
    try {
      finish(new Outcome.Told(StatusText.parse(statusText.toByteArray())));
    } catch (IOException e) {
      fail("the runtime sent no valid exit status" + because(e), false, e);
    }
  }

  /** Something went wrong that ends the exec, whatever was received. */
  void fail(String message, boolean retrySafe, @Nullable Throwable cause) {
    finish(new Outcome.Broken(message, retrySafe, cause));
  }

  void writabilityChanged() {
    state.writabilityChanged();
  }

  private void finish(Outcome outcome) {
    switch (outcome) {
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
    state.ended(outcome);
    Channel open = channel;
    if (open != null) {
      var unused = open.close();
    }
    onEnd.accept(this);
  }

  private static String because(@Nullable Throwable cause) {
    if (cause == null) {
      return "";
    }
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return " (" + text.lines().findFirst().orElse("") + ")";
  }

  private boolean full() {
    return stdout.full() || stderr.full();
  }

  private void roomAgain() {
    Channel open = channel;
    if (open != null && open.isActive()) {
      open.eventLoop().execute(() -> gate.update(open));
    }
  }

  // ---- what the application's threads call

  /** Waits for the runtime's agreement. */
  void awaitOpen(Duration timeout) {
    state.awaitOpen(timeout);
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
    return state.awaitEnd(timeout);
  }

  @Override
  public void close() {
    stdout.close();
    stderr.close();
    fail("the session was closed before the exit status", false, null);
  }
}
