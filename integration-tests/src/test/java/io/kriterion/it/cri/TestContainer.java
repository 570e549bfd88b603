package io.kriterion.it.cri;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.cri.stream.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A pod with one sleeping container in it, in which commands are executed. */
final class TestContainer implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * What came of a command.
   *
   * @param status how it ended
   */
  record Done(ExecStatus status, byte[] stdout, byte[] stderr) {}

  private final CriClient client;
  private final SandboxId sandbox;
  private final ContainerId container;

  private TestContainer(CriClient client, SandboxId sandbox, ContainerId container) {
    this.client = client;
    this.sandbox = sandbox;
    this.container = container;
  }

  static TestContainer start(CriClient client, String handler) {
    String name = "it" + Long.toHexString(System.nanoTime());
    PodSandboxSpec pod = PodSandboxSpec.builder(name).uid(name).handler(handler).build();
    SandboxId sandbox = client.runtime().runPodSandbox(pod);
    try {
      ContainerSpec spec =
          ContainerSpec.builder("main", "kriterion.local/base:latest")
              .command(List.of("sleep", "10000"))
              .build();
      ContainerId container = client.runtime().createContainer(sandbox, pod, spec);
      client.runtime().startContainer(container);
      return new TestContainer(client, sandbox, container);
    } catch (RuntimeException e) {
      remove(client, sandbox);
      throw e;
    }
  }

  ContainerId id() {
    return container;
  }

  ExecSession open(Transport transport, boolean stdin, String... command) {
    return client
        .streams()
        .exec(container, new ExecSpec(List.of(command), stdin, false, transport));
  }

  /** Runs a command that reads nothing. */
  Done run(Transport transport, String... command) throws InterruptedException {
    try (ExecSession session = open(transport, false, command)) {
      return finish(session);
    }
  }

  /** Runs a command that reads these bytes to their end, which SPDY alone can tell it. */
  Done run(byte[] input, String... command) throws InterruptedException {
    try (ExecSession session = open(Transport.SPDY, true, command)) {
      Thread writer = Thread.ofVirtual().start(() -> write(session, input));
      Done done = finish(session);
      writer.join();
      return done;
    }
  }

  private static void write(ExecSession session, byte[] input) {
    try (OutputStream stdin = session.stdin()) {
      stdin.write(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads both outputs to their end. */
  static Done finish(ExecSession session) throws InterruptedException {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    Thread reader = Thread.ofVirtual().start(() -> copy(session.stderr(), stderr));
    copy(session.stdout(), stdout);
    try {
      ExecStatus status = session.await(PATIENCE);
      reader.join();
      return new Done(status, stdout.toByteArray(), stderr.toByteArray());
    } catch (TimeoutException e) {
      throw new AssertionError("no status within " + PATIENCE, e);
    }
  }

  private static void copy(InputStream from, OutputStream to) {
    try {
      from.transferTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    remove(client, sandbox);
  }

  private static void remove(CriClient client, SandboxId sandbox) {
    client.runtime().stopPodSandbox(sandbox);
    client.runtime().removePodSandbox(sandbox);
  }
}
