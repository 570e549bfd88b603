package io.kriterion.cri.fake;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A fake program's standard input. What it does not read stops the socket after 1 MiB. */
final class FakeInput extends InputStream {

  private static final byte[] END = {};
  private static final int BOUND = 1 << 20;

  private final Channel channel;
  private final Gate gate = new Gate();
  private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
  private long buffered;
  private byte[] current = END;
  private int at;
  private boolean ended;

  FakeInput(Channel channel) {
    this.channel = channel;
    channel.pipeline().addFirst(gate);
  }

  void offer(ByteBuf data) {
    byte[] bytes = new byte[data.readableBytes()];
    data.readBytes(bytes);
    if (bytes.length > 0) {
      count(bytes.length);
      queue.add(bytes);
    }
  }

  void end() {
    queue.add(END);
  }

  private synchronized void count(int change) {
    buffered += change;
    boolean full = buffered >= BOUND;
    if (gate.shut != full) {
      gate.set(full);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      if (at == current.length && !ended) {
        current = queue.take();
        at = 0;
        ended = Arrays.equals(current, END);
        count(-current.length);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    if (ended) {
      return -1;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, offset, count);
    at += count;
    return count;
  }

  /** Auto-read alone does not stop Netty's SPDY codec from asking. */
  private final class Gate extends ChannelOutboundHandlerAdapter {

    private volatile boolean shut;

    void set(boolean shut) {
      this.shut = shut;
      channel.config().setAutoRead(!shut);
    }

    @Override
    public void read(ChannelHandlerContext context) {
      if (!shut) {
        context.read();
      }
    }
  }
}
