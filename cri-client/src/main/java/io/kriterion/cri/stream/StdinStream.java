package io.kriterion.cri.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;

/** The input of one session, for one thread at a time. */
final class StdinStream extends OutputStream {

  private static final int MAX_FRAME = 32 << 10;

  private final SessionState state;
  private boolean closed;

  StdinStream(SessionState state) {
    this.state = state;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (closed) {
      throw new IOException("the input is closed");
    }
    int end = offset + length;
    for (int at = offset; at < end; at += MAX_FRAME) {
      SessionState.Link link = state.awaitWritable();
      int count = Math.min(MAX_FRAME, end - at);
      send(link, link.frames().data(link.channel().alloc(), source, at, count));
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    SessionState.Link link;
    try {
      link = state.link();
    } catch (IOException e) {
      // the process has ended its input itself: there is nothing left to say
      closed = true;
      return;
    }
    Optional<Object> end = link.frames().end();
    if (end.isEmpty()) {
      throw new UnsupportedOperationException(
          "WebSocket streams cannot end the input: use Transport.SPDY, or let the program read a"
              + " known number of bytes");
    }
    closed = true;
    send(link, end.get());
  }

  /** Sends a frame; that it could not be sent shows at the next write. */
  private void send(SessionState.Link link, Object frame) {
    var unused =
        link.channel()
            .writeAndFlush(frame)
            .addListener(sent -> {
              if (!sent.isSuccess()) {
                state.inputEnded();
              }
            });
  }
}
