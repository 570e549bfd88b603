package io.kriterion.cri.stream;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.fake.FakeProgram;
import io.kriterion.cri.fake.FakeStreamingServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A fake runtime with a few programs, and a client of it. */
final class StreamFixture implements AutoCloseable {

  static final Duration SOON = Duration.ofSeconds(30);

  static final ContainerId CONTAINER = new ContainerId("c1");

  final FakeCriServer server;
  final CriClient client;

  StreamFixture(Path directory, Duration callTimeout) {
    this(directory, callTimeout, StreamOptions.loopback());
  }

  StreamFixture(Path directory, Duration callTimeout, StreamOptions options) {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client =
        CriClient.connect(
            CriClientOptions.of(server.socket()).withCallTimeout(callTimeout).withStreams(options));
    program("cat", (in, out, err) -> copy(in, out));
    program("greet", StreamFixture::greet);
    program("exit43", (in, out, err) -> 43);
  }

  static int copy(InputStream in, OutputStream out) throws IOException {
    in.transferTo(out);
    return 0;
  }

  static int await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private static int greet(InputStream in, OutputStream out, OutputStream err) throws IOException {
    out.write("hello\n".getBytes(StandardCharsets.UTF_8));
    err.write("oops\n".getBytes(StandardCharsets.UTF_8));
    return 3;
  }

  FakeStreamingServer streaming() {
    return server.streaming();
  }

  void program(String name, FakeProgram program) {
    server.streaming().program(name, program);
  }

  /** What the container that attaches go to runs. */
  void container(FakeProgram program) {
    program(CONTAINER.value(), program);
  }

  ExecSpec spec(String command, Transport transport) {
    return ExecSpec.of(List.of(command)).withTransport(transport);
  }

  ExecSession exec(ExecSpec spec) {
    return client.streams().exec(CONTAINER, spec);
  }

  AttachSession attach(AttachSpec spec) {
    return client.streams().attach(CONTAINER, spec);
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
