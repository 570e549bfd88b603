package io.kriterion.cri.fake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.nio.charset.StandardCharsets;

/** The HTTP part of a fake stream server. */
@SuppressWarnings("FutureReturnValueIgnored") // whether a frame got out is the client's to see
final class FakeUpgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final String VERSION = "X-Stream-Protocol-Version";
  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

  private final FakeStreamingServer server;

  FakeUpgrade(FakeStreamingServer server) {
    this.server = server;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    switch (server.fault()) {
      case SILENT -> {}
      case CLOSE_INSTEAD_OF_UPGRADE -> context.close();
      case NO_HTTP -> {
        context.pipeline().remove(HttpServerCodec.class);
        context
            .writeAndFlush(text("SSH-2.0-OpenSSH_9.2p1\r\n\r\n"))
            .addListener(ChannelFutureListener.CLOSE);
      }
      case REFUSE_UPGRADE -> refuse(context, HttpResponseStatus.FORBIDDEN, "not\u009btoday");
      default -> {
        FakeStream exec = server.take(request.uri());
        if (exec == null) {
          refuse(context, HttpResponseStatus.NOT_FOUND, "");
        } else if (request.headers().containsValue("Upgrade", "SPDY/3.1", true)) {
          spdy(context, request, exec);
        } else {
          webSocket(context, request, exec);
        }
      }
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static void refuse(
      ChannelHandlerContext context, HttpResponseStatus status, String body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, text(body));
    response.headers().set("Content-Length", response.content().readableBytes());
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void spdy(ChannelHandlerContext context, FullHttpRequest request, FakeStream exec) {
    String protocol = String.join(",", request.headers().getAll(VERSION));
    server.asked(protocol);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    response
        .headers()
        .set("Connection", "Upgrade")
        .set("Upgrade", "SPDY/3.1")
        .set(VERSION, server.fault() == Fault.OTHER_PROTOCOL ? "channel.k8s.io" : protocol);
    context.writeAndFlush(response);
    ChannelPipeline pipeline = context.pipeline();
    pipeline.addLast(new SpdyFrameCodec(SpdyVersion.SPDY_3_1), new FakeSpdy(server, exec));
    pipeline.remove(this);
    pipeline.remove(HttpObjectAggregator.class);
    pipeline.remove(HttpServerCodec.class);
  }

  private void webSocket(ChannelHandlerContext context, FullHttpRequest request, FakeStream exec) {
    String protocol = String.join(",", request.headers().getAll(SUBPROTOCOL));
    server.asked(protocol);
    String spoken =
        server.fault() == Fault.OTHER_PROTOCOL ? "v5.channel.k8s.io" : "v4.channel.k8s.io";
    new WebSocketServerHandshakerFactory("ws://" + request.uri(), spoken, false)
        .newHandshaker(request)
        .handshake(context.channel(), request)
        .addListener(shaken -> {
          context.pipeline().addLast(new FakeWebSocket(server, exec));
          context.pipeline().remove(this);
        });
  }
}
