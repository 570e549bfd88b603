package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;

/** Asks for SPDY/3.1 over HTTP/1.1 and, when the runtime agrees, makes way for the streams. */
final class SpdyUpgrade extends SimpleChannelInboundHandler<FullHttpResponse> {

  private static final String SPDY = "SPDY/3.1";
  private static final String VERSION_HEADER = "X-Stream-Protocol-Version";

  /* Netty's own values but for the first: containerd sends 32 KiB at a time, in one frame. */
  private static final int MAX_CHUNK = 64 << 10;
  private static final int MAX_HEADER = 16 << 10;
  private static final int COMPRESSION_LEVEL = 6;
  private static final int WINDOW_BITS = 15;
  private static final int MEMORY_LEVEL = 8;

  private final StreamConnection connection;
  private final StreamAddress address;

  SpdyUpgrade(StreamConnection connection, StreamAddress address) {
    this.connection = connection;
    this.address = address;
  }

  /** Puts the upgrade into the pipeline of a new channel. */
  void install(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpClientCodec());
    pipeline.addLast(new HttpObjectAggregator(HttpAnswer.MAX_BYTES, true));
    pipeline.addLast(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, address.path(), Unpooled.EMPTY_BUFFER);
    request
        .headers()
        .set(HttpHeaderNames.HOST, address.authority())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, SPDY)
        .set(VERSION_HEADER, connection.plan().protocol())
        .set(HttpHeaderNames.CONTENT_LENGTH, 0);
    var unused = context.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    HttpHeaders headers = response.headers();
    if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
        || !headers.containsValue(HttpHeaderNames.UPGRADE, SPDY, true)) {
      HttpAnswer.fail(connection, response, null);
      return;
    }
    String protocol = connection.plan().protocol();
    if (!protocol.equals(headers.get(VERSION_HEADER))) {
      connection.failToOpen(
          CriStreamCode.REFUSED,
          "the runtime wants " + headers.get(VERSION_HEADER) + " instead of " + protocol,
          null);
      return;
    }
    ChannelPipeline pipeline = context.pipeline();
    pipeline.addAfter(
        context.name(),
        null,
        new SpdyFrameCodec(
            SpdyVersion.SPDY_3_1,
            MAX_CHUNK,
            MAX_HEADER,
            COMPRESSION_LEVEL,
            WINDOW_BITS,
            MEMORY_LEVEL));
    pipeline.remove(this);
    pipeline.remove(HttpObjectAggregator.class);
    // when this handler returns, it hands on what it has received beyond the answer
    pipeline.remove(HttpClientCodec.class);
    pipeline.addLast(new SpdyStreams(connection));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connection.failToOpen(CriStreamCode.REFUSED, StreamFailure.CLOSED, null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    StreamFailure.reportOpening(connection, cause);
  }
}
