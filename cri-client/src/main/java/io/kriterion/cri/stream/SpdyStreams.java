package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamCode;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A plan's streams over SPDY/3.1: one SPDY stream each, opened by us. */
final class SpdyStreams extends ChannelInboundHandlerAdapter {

  private final StreamConnection connection;
  private final Map<Integer, StreamKind> kinds = new HashMap<>();

  SpdyStreams(StreamConnection connection) {
    this.connection = connection;
  }

  /** What the caller sends, as data frames of two streams. */
  private record Frames(int inputId, int sizeId) implements InputFrames {

    @Override
    public Object data(ByteBufAllocator allocator, byte[] source, int offset, int length) {
      return new DefaultSpdyDataFrame(inputId, InputFrames.copy(allocator, source, offset, length));
    }

    @Override
    public Optional<Object> end() {
      return Optional.of(new DefaultSpdyDataFrame(inputId).setLast(true));
    }

    @Override
    public Object size(ByteBufAllocator allocator, byte[] json) {
      return new DefaultSpdyDataFrame(sizeId, InputFrames.copy(allocator, json, 0, json.length));
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    int id = 1;
    int inputId = 0;
    int sizeId = 0;
    for (StreamPlan.Planned stream : connection.plan().streams()) {
      SpdySynStreamFrame open = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
      stream.headers().forEach(open.headers()::set);
      var unused = context.write(open);
      kinds.put(id, stream.kind());
      if (stream.kind().input()) {
        inputId = id;
      } else if (stream.kind() == StreamKind.RESIZE) {
        sizeId = id;
      }
      id += 2;
    }
    context.flush();
    connection.opened(context.channel(), new Frames(inputId, sizeId));
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
      case SpdyRstStreamFrame frame -> reset(frame.streamId());
      // only says that no streams will be taken any more; those that are open go on
      case SpdyGoAwayFrame frame -> {}
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

  private void reset(int streamId) {
    StreamKind kind = kinds.get(streamId);
    if (kind == null) {
      unknown(streamId);
    } else {
      connection.reset(kind);
    }
  }

  private void unknown(int streamId) {
    connection.fail(
        CriStreamCode.PROTOCOL, "the runtime used a stream that was not opened: " + streamId, null);
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
