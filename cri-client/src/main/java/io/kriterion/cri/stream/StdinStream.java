package io.kriterion.cri.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;

/** The standard input of one exec, for one thread at a time. */
final class StdinStream extends OutputStream {

  private static final int MAX_FRAME = 32 << 10;

  private final ExecConnection connection;
  private boolean closed;

  StdinStream(ExecConnection connection) {
    this.connection = connection;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (closed) {
      throw new IOException("the standard input is closed");
    }
    int end = offset + length;
    for (int at = offset; at < end; at += MAX_FRAME) {
      ExecConnection.Link link = connection.awaitWritable();
      int count = Math.min(MAX_FRAME, end - at);
      link.send(link.frames().data(link.channel().alloc(), source, at, count));
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    ExecConnection.Link link = connection.link();
    Optional<Object> end = link.frames().end();
    if (end.isEmpty()) {
      throw new UnsupportedOperationException(
          "WebSocket streams cannot end the standard input: use Transport.SPDY, or let the program"
              + " read a known number of bytes");
    }
    closed = true;
    link.send(end.get());
  }
}
