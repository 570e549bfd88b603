package io.kriterion.cri.stream;

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
import java.util.Optional;

/**
 * An exec's streams over WebSocket, protocol v4: the first byte of a binary frame is the stream's
 * number.
 */
final class WebSocketStreams extends SimpleChannelInboundHandler<Object> {

  /** containerd sends 32 KiB at a time; this is the bound for what is kept of one message. */
  private static final int MAX_FRAME = 4 << 20;

  private final ExecConnection connection;
  private final WebSocketClientHandshaker handshaker;

  WebSocketStreams(ExecConnection connection, StreamAddress address) {
    this.connection = connection;
    this.handshaker =
        WebSocketClientHandshakerFactory.newHandshaker(
            URI.create("ws://" + address.authority() + address.path()),
            WebSocketVersion.V13,
            Streams.PROTOCOL,
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

  /** Input as binary frames of channel 0. */
  private record Frames() implements StdinFrames {

    @Override
    public Object data(ByteBufAllocator allocator, byte[] source, int offset, int length) {
      // the reserved byte is zero, which is standard input's number
      return new BinaryWebSocketFrame(StdinFrames.copy(allocator, 1, source, offset, length));
    }

    @Override
    public Optional<Object> end() {
      return Optional.empty();
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
      case CloseWebSocketFrame frame -> connection.disconnected(null);
      default ->
          connection.fail(
              "the runtime sent a message that is not binary: "
                  + message.getClass().getSimpleName(),
              false,
              null);
    }
  }

  private void upgrade(ChannelHandlerContext context, FullHttpResponse response) {
    if (handshaker.isHandshakeComplete()) {
      connection.fail("the runtime answered twice", false, null);
      return;
    }
    try {
      handshaker.finishHandshake(context.channel(), response);
    } catch (WebSocketHandshakeException e) {
      connection.fail(HttpAnswer.describe(response), true, e);
      return;
    }
    context.pipeline().addBefore(context.name(), null, new WebSocketFrameAggregator(MAX_FRAME));
    connection.opened(context.channel(), new Frames());
  }

  private void data(ByteBuf content) {
    StreamKind kind = content.isReadable() ? StreamKind.ofChannel(content.readByte()) : null;
    if (kind == null) {
      connection.fail("the runtime sent a message for no stream", false, null);
    } else if (content.isReadable()) {
      connection.data(kind, content.retain());
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
      connection.fail("the runtime closed the connection instead of upgrading it", true, null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    StreamFailure.report(connection, cause);
  }
}
