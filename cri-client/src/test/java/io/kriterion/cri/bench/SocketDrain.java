package io.kriterion.cri.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.List;

/**
 * Opens an exec's outputs over SPDY and throws away what comes, frames unread: no client can be
 * faster, so this is what the runtime can send.
 */
final class SocketDrain {

  /* Two line ends. */
  private static final int END_OF_HEAD = 0x0d0a0d0a;

  private SocketDrain() {}

  /**
   * Blocks until the runtime closes the connection; how many bytes came, frames' heads included.
   */
  static long run(URI url) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      String request =
          String.join(
              "\r\n",
              "POST " + url.getPath() + " HTTP/1.1",
              "Host: " + url.getAuthority(),
              "Connection: Upgrade",
              "Upgrade: SPDY/3.1",
              "X-Stream-Protocol-Version: v4.channel.k8s.io",
              "Content-Length: 0",
              "\r\n");
      out.write(request.getBytes(US_ASCII));
      for (int last = 0; last != END_OF_HEAD; ) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("closed before the upgrade");
        }
        last = last << 8 | next;
      }
      out.write(openings());
      byte[] chunk = new byte[256 << 10];
      long total = 0;
      for (int n; (n = in.read(chunk)) >= 0; ) {
        total += n;
      }
      return total;
    }
  }

  private static byte[] openings() {
    EmbeddedChannel codec = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    int id = 1;
    for (String stream : List.of("error", "stdout", "stderr")) {
      SpdySynStreamFrame open = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
      open.headers().set("streamtype", stream);
      codec.writeOutbound(open);
      id += 2;
    }
    ByteBuf all = codec.alloc().buffer();
    for (ByteBuf next = codec.readOutbound(); next != null; next = codec.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes).release();
    codec.finishAndReleaseAll();
    return bytes;
  }
}
