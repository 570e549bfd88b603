package io.kriterion.cri.fake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The server's side of streams over WebSocket. It pings, and begins with the empty frame. */
@SuppressWarnings("FutureReturnValueIgnored") // whether a frame got out is the client's to see
final class FakeWebSocket extends SimpleChannelInboundHandler<Object> implements FakeExec.Wire {

  private final FakeStreamingServer server;
  private final FakeStream request;
  private @Nullable FakeExec exec;

  FakeWebSocket(FakeStreamingServer server, FakeStream request) {
    this.server = server;
    this.request = request;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    exec = new FakeExec(context.channel(), this, server, request);
    context.write(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {7})));
    if (request.port() > 0) {
      context.write(data("data", port()));
      context.writeAndFlush(data("error", port()));
    } else {
      context.writeAndFlush(data("stdout", Unpooled.EMPTY_BUFFER));
    }
    exec.start();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (message instanceof BinaryWebSocketFrame frame && exec != null) {
      String stream = request.channels().get(frame.content().readByte());
      if (FakeStream.input(stream)) {
        exec.stdin().offer(frame.content());
      } else {
        server.resized(frame.content().toString(StandardCharsets.UTF_8));
      }
    }
  }

  private ByteBuf port() {
    return Unpooled.buffer(2).writeShortLE(request.port());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (exec != null) {
      // as containerd does: the input ends, and what the process still says is lost
      exec.stdin().end();
    }
  }

  @Override
  public Object data(String stream, ByteBuf bytes) {
    byte number = (byte) request.channels().indexOf(stream);
    return new BinaryWebSocketFrame(
        Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(new byte[] {number}), bytes));
  }

  @Override
  public void endShuffled(Channel channel, ByteBuf status, Random random) {
    channel.write(data("error", status));
    if (random.nextBoolean()) {
      channel.write(new CloseWebSocketFrame());
    }
    channel.flush();
    channel.close();
  }

  @Override
  public void end(Channel channel, String stream) {
    // nothing says so over WebSocket
  }

  @Override
  public void finish(Channel channel) {
    channel.writeAndFlush(new CloseWebSocketFrame()).addListener(sent -> channel.close());
  }

  @Override
  public Object unknownStream() {
    return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {9, 1}));
  }
}
