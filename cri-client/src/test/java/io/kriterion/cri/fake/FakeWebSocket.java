package io.kriterion.cri.fake;

import io.kriterion.cri.v1.ExecRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server's side of an exec over WebSocket. It pings, and begins with the empty frame. */
@SuppressWarnings("FutureReturnValueIgnored") // whether a frame got out is the client's to see
final class FakeWebSocket extends SimpleChannelInboundHandler<Object> implements FakeExec.Wire {

  private static final List<String> CHANNELS = List.of("stdin", "stdout", "stderr", "error");

  private final FakeStreamingServer server;
  private final ExecRequest request;
  private @Nullable FakeExec exec;

  FakeWebSocket(FakeStreamingServer server, ExecRequest request) {
    this.server = server;
    this.request = request;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    exec = new FakeExec(context.channel(), this, server, request.getCmd(0));
    context.write(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {7})));
    context.writeAndFlush(data("stdout", Unpooled.EMPTY_BUFFER));
    exec.start();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (message instanceof BinaryWebSocketFrame frame
        && frame.content().readByte() == 0
        && exec != null) {
      exec.stdin().offer(frame.content());
    }
  }

  @Override
  public Object data(String stream, ByteBuf bytes) {
    byte number = (byte) CHANNELS.indexOf(stream);
    return new BinaryWebSocketFrame(
        Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(new byte[] {number}), bytes));
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
