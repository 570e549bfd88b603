package io.kriterion.cri.fake;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The server's side of streams over SPDY/3.1, ending as containerd ends: RST_STREAM, GOAWAY. */
@SuppressWarnings("FutureReturnValueIgnored") // whether a frame got out is the client's to see
final class FakeSpdy extends SimpleChannelInboundHandler<Object> implements FakeExec.Wire {

  private static final int UNKNOWN = 41;
  private static final int CANCEL = 5;

  private final FakeStreamingServer server;
  private final FakeStream request;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private @Nullable FakeExec exec;

  FakeSpdy(FakeStreamingServer server, FakeStream request) {
    this.server = server;
    this.request = request;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    exec = new FakeExec(context.channel(), this, server, request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (message instanceof SpdySynStreamFrame open) {
      String type = String.valueOf(open.headers().get("streamtype"));
      ids.put(type, open.streamId());
      if (request.port() > 0) {
        server.forwarded(
            type + " " + open.headers().get("port") + " " + open.headers().get("requestid"));
      }
      context.writeAndFlush(new DefaultSpdySynReplyFrame(open.streamId()));
      if (ids.size() == request.streams().size()) {
        server.opened(new ArrayList<>(ids.keySet()));
        exec().start();
      }
    } else if (message instanceof SpdyDataFrame data) {
      String stream = stream(data.streamId());
      if (FakeStream.input(stream)) {
        exec().stdin().offer(data.content());
        if (data.isLast()) {
          exec().stdin().end();
        }
      } else if (stream.equals("resize")) {
        server.resized(data.content().toString(StandardCharsets.UTF_8));
      }
    }
  }

  private String stream(int id) {
    return ids.entrySet().stream()
        .filter(entry -> entry.getValue() == id)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
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
  public void endShuffled(Channel channel, ByteBuf status, Random random) {
    List<Object> last = new ArrayList<>();
    last.add(new DefaultSpdyGoAwayFrame(1));
    ids.forEach((stream, id) -> {
      if (!stream.equals("error")) {
        last.add(
            random.nextBoolean()
                ? new DefaultSpdyRstStreamFrame(id, CANCEL)
                : new DefaultSpdyDataFrame(id, Unpooled.EMPTY_BUFFER).setLast(true));
      }
    });
    last.add(data("error", status));
    Collections.shuffle(last, random);
    last.forEach(channel::write);
    int error = ids.getOrDefault("error", UNKNOWN);
    switch (random.nextInt(3)) {
      case 0 -> channel.write(new DefaultSpdyRstStreamFrame(error, CANCEL));
      case 1 -> channel.write(new DefaultSpdyDataFrame(error, Unpooled.EMPTY_BUFFER).setLast(true));
      default -> {}
    }
    channel.flush();
    channel.close();
  }

  @Override
  public Object unknownStream() {
    return new DefaultSpdyDataFrame(UNKNOWN, Unpooled.wrappedBuffer(new byte[] {1}));
  }
}
