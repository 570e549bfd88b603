package io.kriterion.cri.fake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** One program that runs for one connection, whatever the transport. */
@SuppressWarnings("FutureReturnValueIgnored") // whether a frame got out is the client's to see
final class FakeExec {

  /** How a transport sends. */
  interface Wire {

    /** A frame with these bytes for this stream ({@code stdout}, {@code stderr}, {@code error}). */
    Object data(String stream, ByteBuf bytes);

    /** What follows the last output of a stream, before the status. */
    void end(Channel channel, String stream);

    /** What follows the status. */
    void finish(Channel channel);

    /** The end of every stream, with the status somewhere among them. */
    void endShuffled(Channel channel, ByteBuf status, Random random);

    /** A frame for a stream that nobody opened. */
    Object unknownStream();
  }

  private final Channel channel;
  private final Wire wire;
  private final FakeStreamingServer server;
  private final FakeInput stdin;
  private final FakeStream request;

  FakeExec(Channel channel, Wire wire, FakeStreamingServer server, FakeStream request) {
    this.channel = channel;
    this.wire = wire;
    this.server = server;
    this.request = request;
    this.stdin = new FakeInput(channel);
  }

  FakeInput stdin() {
    return stdin;
  }

  void start() {
    Thread.ofVirtual().start(this::run);
  }

  private void run() {
    FakeProgram program = server.program(request);
    String status;
    if (program == null) {
      status = missing();
    } else {
      try {
        int code = program.run(stdin, new Output(request.output()), new Output("stderr"));
        status = request.port() > 0 ? "" : status(code);
      } catch (IOException e) {
        // the client is gone; there is nobody to tell
        channel.close();
        return;
      }
    }
    finish(status);
  }

  private String missing() {
    return request.port() > 0
        ? "error forwarding port " + request.port() + ": connect: connection refused"
        : "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"exec: \\\""
            + request.program()
            + "\\\": executable file not found in $PATH\",\"reason\":\"InternalError\",\"code\":500}";
  }

  private void finish(String status) {
    switch (server.fault()) {
      case CLOSE_MIDWAY -> channel.close();
      case BAD_FRAME -> channel.pipeline().firstContext().writeAndFlush(badFrame());
      case UNKNOWN_STREAM -> channel.writeAndFlush(wire.unknownStream());
      case NO_STATUS -> end("");
      case BAD_STATUS -> end("killed, sorry");
      case ENDLESS_STATUS -> end("{\"status\":\"" + "x".repeat(1 << 20));
      case SHUFFLED_END -> wire.endShuffled(channel, bytes(status), new Random(server.seed()));
      case RESET_AT_CLOSE -> {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        end(status);
      }
      case NONE, REFUSE_UPGRADE, SILENT, CLOSE_INSTEAD_OF_UPGRADE, NO_HTTP, OTHER_PROTOCOL ->
          end(status);
    }
  }

  /** To SPDY a control frame of another version, to WebSocket the rest of nothing. */
  private static ByteBuf badFrame() {
    return Unpooled.wrappedBuffer(new byte[] {(byte) 0x80, 2, 0, 2, 0, 0, 0, 4, 0, 0, 0, 1});
  }

  private void end(String status) {
    wire.end(channel, "stdin");
    wire.end(channel, request.output());
    wire.end(channel, "stderr");
    if (!status.isEmpty()) {
      channel.write(wire.data("error", bytes(status)));
    }
    wire.end(channel, "error");
    wire.finish(channel);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static String status(int code) {
    return code == 0
        ? "{\"metadata\":{},\"status\":\"Success\"}"
        : "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero"
            + " exit code\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":"
            + "\"ExitCode\",\"message\":\""
            + code
            + "\"}]}}";
  }

  /** Blocks until the socket has taken the bytes. */
  private final class Output extends OutputStream {

    private final String stream;

    Output(String stream) {
      this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      try {
        Object frame = wire.data(stream, Unpooled.copiedBuffer(source, offset, length));
        if (!channel.writeAndFlush(frame).await().isSuccess()) {
          throw new IOException("the client is gone");
        }
        server.count(length);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }
}
