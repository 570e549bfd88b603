package io.kriterion.cri.fake;

import io.kriterion.cri.v1.ExecRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's side of an exec over SPDY/3.1, ending as containerd ends: RST_STREAM, GOAWAY. */
@SuppressWarnings("FutureReturnValueIgnored") // whether a frame got out is the client's to see
final class FakeSpdy extends SimpleChannelInboundHandler<Object> implements FakeExec.Wire {

  private static final int UNKNOWN = 41;
  private static final int CANCEL = 5;

  private final FakeStreamingServer server;
  private final ExecRequest request;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private @Nullable FakeExec exec;

  FakeSpdy(FakeStreamingServer server, ExecRequest request) {
    this.server = server;
    this.request = request;
  }

  private int expected() {
    return 1
        + (request.getStdin() ? 1 : 0)
        + (request.getStdout() ? 1 : 0)
        + (request.getStderr() ? 1 : 0)
        + (request.getTty() ? 1 : 0);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    exec = new FakeExec(context.channel(), this, server, request.getCmd(0));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (message instanceof SpdySynStreamFrame open) {
      ids.put(String.valueOf(open.headers().get("streamtype")), open.streamId());
      context.writeAndFlush(new DefaultSpdySynReplyFrame(open.streamId()));
      if (ids.size() == expected()) {
        server.opened(new ArrayList<>(ids.keySet()));
        exec().start();
      }
    } else if (message instanceof SpdyDataFrame data) {
      exec().stdin().offer(data.content());
      if (data.isLast()) {
        exec().stdin().end();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private FakeExec exec() {
    if (exec == null) {
      throw new IllegalStateException("not added yet");
    }
    return exec;
  }

  @Override
  public Object data(String stream, ByteBuf bytes) {
    return new DefaultSpdyDataFrame(ids.getOrDefault(stream, UNKNOWN), bytes);
  }

  @Override
  public void end(Channel channel, String stream) {
    Integer id = ids.get(stream);
    if (id != null) {
      channel.write(new DefaultSpdyDataFrame(id, Unpooled.EMPTY_BUFFER).setLast(true));
    }
  }

  @Override
  public void finish(Channel channel) {
    ids.values().forEach(id -> channel.write(new DefaultSpdyRstStreamFrame(id, CANCEL)));
    channel.writeAndFlush(new DefaultSpdyGoAwayFrame(1)).addListener(sent -> channel.close());
  }

  @Override
  public Object unknownStream() {
    return new DefaultSpdyDataFrame(UNKNOWN, Unpooled.wrappedBuffer(new byte[] {1}));
  }
}
