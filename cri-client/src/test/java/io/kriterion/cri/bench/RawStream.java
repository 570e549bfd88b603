package io.kriterion.cri.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The least that opens an exec's streams with Netty's own codecs: no buffers, no back-pressure. */
final class RawStream extends ChannelInboundHandlerAdapter {

  private static final int STDOUT_WITHOUT_STDIN = 3;

  private final URI url;
  private final List<String> streams;
  private final boolean notifying;

  /** The bytes of output, one element per frame, where the caller wants them. */
  final BlockingQueue<Integer> frames = new LinkedBlockingQueue<>();

  final AtomicLong received = new AtomicLong();
  final CountDownLatch first = new CountDownLatch(1);
  final CountDownLatch ended = new CountDownLatch(1);
  private final int stdin;
  private final int stdout;
  private final Channel channel;

  /**
   * Opens the streams.
   *
   * @param notifying whether {@link #frames} is filled
   */
  RawStream(EventLoopGroup group, URI url, boolean withStdin, boolean notifying) {
    this.url = url;
    this.notifying = notifying;
    this.streams =
        withStdin
            ? List.of("error", "stdin", "stdout", "stderr")
            : List.of("error", "stdout", "stderr");
    this.stdin = withStdin ? STDOUT_WITHOUT_STDIN : 0;
    this.stdout = withStdin ? STDOUT_WITHOUT_STDIN + 2 : STDOUT_WITHOUT_STDIN;
    this.channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel opening) {
                    opening
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(), new HttpObjectAggregator(1 << 16, true), raw());
                  }
                })
            .connect(url.getHost(), url.getPort())
            .syncUninterruptibly()
            .channel();
  }

  private RawStream raw() {
    return this;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, url.getPath(), Unpooled.EMPTY_BUFFER);
    request
        .headers()
        .set("Host", url.getAuthority())
        .set("Connection", "Upgrade")
        .set("Upgrade", "SPDY/3.1")
        .set("X-Stream-Protocol-Version", "v4.channel.k8s.io")
        .set("Content-Length", 0);
    var unused = context.writeAndFlush(request);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof FullHttpResponse response) {
      response.release();
      upgrade(context);
    } else if (message instanceof SpdyDataFrame data && data.streamId() == stdout) {
      int count = data.content().readableBytes();
      data.release();
      if (count > 0) {
        received.addAndGet(count);
        first.countDown();
        if (notifying) {
          frames.add(count);
        }
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void upgrade(ChannelHandlerContext context) {
    context.pipeline().addBefore(context.name(), null, new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    context.pipeline().remove(HttpObjectAggregator.class);
    context.pipeline().remove(HttpClientCodec.class);
    int id = 1;
    for (String stream : streams) {
      SpdySynStreamFrame open = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
      open.headers().set("streamtype", stream);
      var unused = context.write(open);
      id += 2;
    }
    context.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended.countDown();
  }

  void send(byte[] bytes) {
    var unused =
        channel.writeAndFlush(new DefaultSpdyDataFrame(stdin, Unpooled.wrappedBuffer(bytes)));
  }

  /** Waits for a number of bytes of output. */
  void take(int count) throws InterruptedException {
    for (int taken = 0; taken < count; ) {
      Integer next = frames.poll(30, TimeUnit.SECONDS);
      if (next == null) {
        throw new IllegalStateException("no output");
      }
      taken += next;
    }
  }

  void close() {
    channel.close().syncUninterruptibly();
  }
}
