package io.kriterion.cri.stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An exec's streams over SPDY/3.1: one SPDY stream each, opened by us. */
final class SpdyStreams extends ChannelInboundHandlerAdapter {

  private final ExecConnection connection;
  private final Map<Integer, StreamKind> kinds = new HashMap<>();

  SpdyStreams(ExecConnection connection) {
    this.connection = connection;
  }

  /** Input as data frames of one stream. */
  private record Frames(int streamId) implements StdinFrames {

    @Override
    public Object data(ByteBufAllocator allocator, byte[] source, int offset, int length) {
      return new DefaultSpdyDataFrame(
          streamId, StdinFrames.copy(allocator, 0, source, offset, length));
    }

    @Override
    public Optional<Object> end() {
      return Optional.of(new DefaultSpdyDataFrame(streamId).setLast(true));
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    // Exactly the streams of the request: one more, and the runtime waits for another for ever.
    ExecSpec spec = connection.spec();
    List<StreamKind> wanted = new ArrayList<>(List.of(StreamKind.ERROR));
    if (spec.stdin()) {
      wanted.add(StreamKind.STDIN);
    }
    wanted.add(StreamKind.STDOUT);
    wanted.add(spec.tty() ? StreamKind.RESIZE : StreamKind.STDERR);
    int id = 1;
    int stdinId = 0;
    for (StreamKind kind : wanted) {
      SpdySynStreamFrame open = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
      open.headers().set("streamtype", kind.type());
      var unused = context.write(open);
      kinds.put(id, kind);
      if (kind == StreamKind.STDIN) {
        stdinId = id;
      }
      id += 2;
    }
    context.flush();
    connection.opened(context.channel(), new Frames(stdinId));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case SpdyDataFrame frame -> data(frame);
      case SpdySynReplyFrame frame -> {
        if (frame.isLast()) {
          end(frame.streamId());
        }
      }
      case SpdyRstStreamFrame frame -> end(frame.streamId());
      case SpdyGoAwayFrame frame -> connection.disconnected(null);
      case SpdyPingFrame frame -> {
        // the server's pings have even numbers, the answers to ours odd ones
        if (frame.id() % 2 == 0) {
          var unused = context.writeAndFlush(frame);
        }
      }
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void data(SpdyDataFrame frame) {
    StreamKind kind = kinds.get(frame.streamId());
    if (kind == null) {
      frame.release();
      unknown(frame.streamId());
      return;
    }
    connection.data(kind, frame.content());
    if (frame.isLast()) {
      connection.end(kind);
    }
  }

  private void end(int streamId) {
    StreamKind kind = kinds.get(streamId);
    if (kind == null) {
      unknown(streamId);
    } else {
      connection.end(kind);
    }
  }

  private void unknown(int streamId) {
    connection.fail("the runtime used a stream that was not opened: " + streamId, false, null);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    connection.writabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connection.disconnected(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, @Nullable Throwable cause) {
    StreamFailure.report(connection, cause);
  }
}
