package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.stream.SessionState.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a runtime's stream server: what all operations and both transports share. A
 * transport's handler calls the first group of methods on the event loop; the sessions call the
 * second on the application's threads.
 */
final class StreamConnection {

  /** The status is a few hundred bytes; a failed start quotes the runtime. */
  private static final int MAX_STATUS_BYTES = 256 << 10;

  /** How long the runtime has to see that the caller has left. */
  private static final long LEAVE_MILLIS = 5000;

  private final StreamPlan plan;
  private final Consumer<StreamConnection> onEnd;
  private final SessionState state;
  private final OutputBuffer stdout = new OutputBuffer(this::roomAgain);
  private final OutputBuffer stderr = new OutputBuffer(this::roomAgain);
  private final StdinStream stdin;
  private final TerminalSize size;
  private final ReadGate gate = new ReadGate(this::full);
  private volatile @Nullable Channel channel;

  // event loop only
  private final ByteArrayOutputStream statusText = new ByteArrayOutputStream();
  private final Set<StreamKind> awaited = EnumSet.noneOf(StreamKind.class);

  /**
   * A connection to be made.
   *
   * @param onEnd called, perhaps more than once, when it has ended
   */
  StreamConnection(StreamPlan plan, Consumer<StreamConnection> onEnd) {
    this.plan = plan;
    this.onEnd = onEnd;
    this.state = new SessionState(plan.operation());
    this.stdin = new StdinStream(state);
    this.size = new TerminalSize(state);
    for (StreamPlan.Planned stream : plan.streams()) {
      if (stream.kind().incoming()) {
        awaited.add(stream.kind());
      }
    }
    if (!plan.has(StreamKind.STDOUT) && !plan.has(StreamKind.DATA)) {
      stdout.end(null);
    }
    if (!plan.has(StreamKind.STDERR)) {
      stderr.end(null);
    }
  }

  StreamPlan plan() {
    return plan;
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
  void opened(Channel channel, InputFrames frames) {
    state.opened(new SessionState.Link(channel, frames));
  }

  /** Bytes arrived; takes them over. */
  void data(StreamKind kind, ByteBuf data) {
    switch (kind) {
      case STDOUT, DATA -> output(stdout, data);
      case STDERR -> output(stderr, data);
      case ERROR -> status(data);
      case STDIN, RESIZE -> {
        // an empty piece carries the end of the stream
        boolean any = data.isReadable();
        data.release();
        if (any) {
          fail(CriStreamCode.PROTOCOL, "the runtime wrote to " + kind.type(), null);
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
        String message = "the status is longer than " + MAX_STATUS_BYTES + " bytes";
        fail(CriStreamCode.PROTOCOL, message, null);
        return;
      }
      byte[] bytes = new byte[data.readableBytes()];
      data.readBytes(bytes);
      statusText.writeBytes(bytes);
    } finally {
      data.release();
    }
  }

  /** The runtime ended its side of a stream. When all that bring something have, so has all. */
  void end(StreamKind kind) {
    switch (kind) {
      case STDOUT -> stdout.end(null);
      case STDERR -> stderr.end(null);
      case STDIN -> state.inputEnded();
      // whether a forwarded connection ended well, the error stream says
      case DATA, ERROR, RESIZE -> {}
    }
    if (awaited.remove(kind) && awaited.isEmpty()) {
      ended();
    }
  }

  /** The runtime ended both sides of a stream. */
  void reset(StreamKind kind) {
    if (kind.input()) {
      state.inputEnded();
    }
    end(kind);
  }

  /** The runtime ended all streams in order. What was received says what it means. */
  void ended() {
    if (plan.has(StreamKind.DATA) || statusText.size() > 0) {
      tell();
    } else {
      disconnected(null);
    }
  }

  /** The connection broke, or just ended. Whether that is a failure, the status received says. */
  void disconnected(@Nullable Throwable cause) {
    if (statusText.size() > 0) {
      tell();
    } else {
      String message = "the connection broke before the status" + because(cause);
      fail(CriStreamCode.BROKEN, message, cause);
    }
  }

  private void tell() {
    try {
      finish(new Outcome.Told(plan.status().read(statusText.toByteArray())));
    } catch (IOException e) {
      fail(CriStreamCode.PROTOCOL, "the runtime sent no valid status" + because(e), e);
    }
  }

  /** Something went wrong that ends the session, whatever was received. */
  void fail(CriStreamCode code, String message, @Nullable Throwable cause) {
    finish(new Outcome.Broken(code, message, false, cause));
  }

  /** Something went wrong before anything could be started. */
  void failToOpen(CriStreamCode code, String message, @Nullable Throwable cause) {
    finish(new Outcome.Broken(code, message, true, cause));
  }

  void writabilityChanged() {
    state.writabilityChanged();
    size.send();
  }

  private void finish(Outcome outcome) {
    end(outcome);
    Channel open = channel;
    if (open != null) {
      var unused = open.close();
    }
  }

  private void end(Outcome outcome) {
    IOException failure = failure(outcome);
    // first, so that a reader who meets the end can ask how it came about
    state.ended(outcome);
    stdout.end(failure);
    stderr.end(failure);
    onEnd.accept(this);
  }

  /** What a reader is told at the end of what was received; null for the end of the stream. */
  private @Nullable IOException failure(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Left left -> null;
      case Outcome.Broken broken -> new IOException(name(broken.message()), broken.cause());
      case Outcome.Told(ExecStatus.Failed failed) when plan.has(StreamKind.DATA) ->
          new IOException(name(failed.message()));
      case Outcome.Told told -> null;
    };
  }

  private String name(String message) {
    return plan.operation() + ": " + message;
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
    if (open == null || !open.isActive()) {
      return;
    }
    try {
      open.eventLoop().execute(() -> gate.update(open));
    } catch (RejectedExecutionException e) {
      // the client is being closed, and reads nothing more
    }
  }

  // ---- what the application's threads call

  /** Waits for the runtime's agreement. */
  void awaitOpen(Duration timeout) {
    state.awaitOpen(timeout);
  }

  /** The input, of use only where the plan has one. */
  StdinStream stdin() {
    return stdin;
  }

  OutputBuffer stdout() {
    return stdout;
  }

  OutputBuffer stderr() {
    return stderr;
  }

  void resize(int columns, int rows) {
    if (!plan.has(StreamKind.RESIZE)) {
      throw new IllegalStateException("this session has no terminal (see withTty)");
    }
    size.set(columns, rows);
  }

  SessionState.Ending awaitEnd(Duration timeout) throws InterruptedException, TimeoutException {
    return state.awaitEnd(timeout);
  }

  /** The runtime's words, if it told a failure. */
  Optional<String> toldFailure() {
    return state.outcome() instanceof Outcome.Told(ExecStatus.Failed failed)
        ? Optional.of(failed.message())
        : Optional.empty();
  }

  boolean hasEnded() {
    return state.hasEnded();
  }

  /**
   * Ends the connection; what was received stays for reading. A connection that is closed with
   * something unread in it takes back what it has sent, so it ends its own side first.
   */
  void leave() {
    if (state.hasEnded()) {
      return;
    }
    end(new Outcome.Left());
    Channel open = channel;
    if (open == null) {
      return;
    }
    try {
      endOutput((DuplexChannel) open);
      Runnable close =
          () -> {
            var unused = open.close();
          };
      var unused = open.eventLoop().schedule(close, LEAVE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // the client is being closed, and closes its channels itself
      var unused = open.close();
    }
  }

  /* Behind all that was written: shutting down drops what the socket has not taken yet. */
  private void endOutput(DuplexChannel open) {
    SslHandler tls = open.pipeline().get(SslHandler.class);
    ChannelHandlerContext first = open.pipeline().context(gate);
    if (first == null) {
      // it has just been closed
      return;
    }
    if (tls != null) {
      var unused = tls.closeOutbound();
      return;
    }
    var unused =
        first
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(written -> {
              var unusedEnd = open.shutdownOutput();
            });
  }

  /** As {@link #leave}, and drops what was received, so that no reader takes that for the end. */
  void leaveAndClose() {
    stdout.close();
    stderr.close();
    leave();
  }

  /**
   * Ends the connection, unless it has ended or is ending, and drops what was received. The
   * connection of a caller who has left still carries what the caller wrote last.
   */
  void close() {
    stdout.close();
    stderr.close();
    if (!state.hasEnded()) {
      fail(CriStreamCode.CLOSED, "the session was closed before the status", null);
    }
  }
}
