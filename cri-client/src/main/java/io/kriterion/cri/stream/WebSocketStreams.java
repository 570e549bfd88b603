package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A plan's streams over WebSocket, protocol v4: the first byte of a binary frame is the stream's
 * number.
 */
final class WebSocketStreams extends SimpleChannelInboundHandler<Object> {

  /** containerd sends 32 KiB at a time; this is the bound for what is kept of one message. */
  private static final int MAX_FRAME = 4 << 20;

  private static final int ANNOUNCEMENT = 2;

  private final StreamConnection connection;
  private final WebSocketClientHandshaker handshaker;
  private final Map<StreamKind, Integer> announced = new EnumMap<>(StreamKind.class);

  WebSocketStreams(StreamConnection connection, StreamAddress address) {
    this.connection = connection;
    this.handshaker =
        WebSocketClientHandshakerFactory.newHandshaker(
            URI.create("ws://" + address.authority() + address.path()),
            WebSocketVersion.V13,
            StreamPlan.V4,
            false,
            new DefaultHttpHeaders(),
            MAX_FRAME);
  }

  /** Puts the handshake into the pipeline of a new channel. */
  void install(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpClientCodec());
    pipeline.addLast(new HttpObjectAggregator(HttpAnswer.MAX_BYTES, true));
    pipeline.addLast(this);
  }

  /** What the caller sends, as binary frames of its channels. */
  private record Frames() implements InputFrames {

    private static final int INPUT = 0;
    private static final int SIZE = 4;

    @Override
    public Object data(ByteBufAllocator allocator, byte[] source, int offset, int length) {
      return new BinaryWebSocketFrame(InputFrames.copy(allocator, source, offset, length, INPUT));
    }

    @Override
    public Optional<Object> end() {
      return Optional.empty();
    }

    @Override
    public Object size(ByteBufAllocator allocator, byte[] json) {
      return new BinaryWebSocketFrame(InputFrames.copy(allocator, json, 0, json.length, SIZE));
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    var unused = handshaker.handshake(context.channel());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    switch (message) {
      case FullHttpResponse response -> upgrade(context, response);
      case BinaryWebSocketFrame frame -> data(frame.content());
      case PingWebSocketFrame frame -> {
        var unused = context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
      }
      case PongWebSocketFrame frame -> {}
      case CloseWebSocketFrame frame -> connection.ended();
      default ->
          connection.fail(
              CriStreamCode.PROTOCOL,
              "the runtime sent a message that is not binary: "
                  + message.getClass().getSimpleName(),
              null);
    }
  }

  private void upgrade(ChannelHandlerContext context, FullHttpResponse response) {
    if (handshaker.isHandshakeComplete()) {
      connection.fail(CriStreamCode.PROTOCOL, "the runtime answered twice", null);
      return;
    }
    try {
      handshaker.finishHandshake(context.channel(), response);
    } catch (WebSocketHandshakeException e) {
      HttpAnswer.fail(connection, response, e);
      return;
    }
    context.pipeline().addBefore(context.name(), null, new WebSocketFrameAggregator(MAX_FRAME));
    connection.opened(context.channel(), new Frames());
  }

  private void data(ByteBuf content) {
    StreamKind kind = content.isReadable() ? connection.plan().ofChannel(content.readByte()) : null;
    if (kind == null) {
      connection.fail(CriStreamCode.PROTOCOL, "the runtime sent a message for no stream", null);
      return;
    }
    skipAnnouncement(kind, content);
    if (content.isReadable()) {
      connection.data(kind, content.retain());
    }
  }

  /** A port's channels begin with its number, which we know. */
  private void skipAnnouncement(StreamKind kind, ByteBuf content) {
    if (connection.plan().announced()) {
      int seen = announced.getOrDefault(kind, 0);
      int count = Math.min(ANNOUNCEMENT - seen, content.readableBytes());
      content.skipBytes(count);
      announced.put(kind, seen + count);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    connection.writabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (handshaker.isHandshakeComplete()) {
      connection.disconnected(null);
    } else {
      connection.failToOpen(CriStreamCode.REFUSED, StreamFailure.CLOSED, null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (handshaker.isHandshakeComplete()) {
      StreamFailure.report(connection, cause);
    } else {
      StreamFailure.reportOpening(connection, cause);
    }
  }
}
