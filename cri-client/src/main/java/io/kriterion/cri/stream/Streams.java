package io.kriterion.cri.stream;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.sandbox.SandboxId;
import java.net.URI;

/**
 * Opens streams to containers and pods of one runtime. Thread-safe. {@code CriClient} closes it.
 *
 * <p>Opening returns when the runtime has taken the streams, and blocks at most for the call
 * timeout twice: for the call, and for the streams. An interrupt ends the wait and stays set.
 */
public final class Streams implements AutoCloseable {

  private final StreamUrls urls;
  private final StreamConnector connector;

  /** For {@code CriClient}; an application gets this from there. */
  public Streams(CriChannel channel, StreamUrls urls, StreamOptions options) {
    this.urls = urls;
    this.connector = new StreamConnector(channel, options);
  }

  /**
   * Starts a command in a running container. That the command does not exist comes later, as the
   * session's status.
   *
   * @throws CriStreamException if the streams cannot be opened
   * @throws CriException if the runtime refuses the exec
   */
  public ExecSession exec(ContainerId container, ExecSpec spec) {
    return execAt(urls.exec(container, spec), spec);
  }

  /**
   * Starts the command that an address stands for. An address is good once, and for about a minute.
   *
   * @param address what the runtime answered to Exec, perhaps to another process
   * @param spec what the runtime was asked for
   * @throws CriStreamException if the streams cannot be opened
   */
  public ExecSession execAt(URI address, ExecSpec spec) {
    return new ExecStreams(connector.open(address, StreamPlan.of(spec)));
  }

  /**
   * Attaches to the main process of a running container.
   *
   * @throws CriStreamException if the streams cannot be opened
   * @throws CriException if the runtime refuses the attach
   */
  public AttachSession attach(ContainerId container, AttachSpec spec) {
    return new AttachStreams(
        connector.open(urls.attach(container, spec), StreamPlan.of(spec)), spec);
  }

  /**
   * A way to the ports of a running pod. Nothing is asked of the runtime before a connection is
   * made.
   */
  public PortForward portForward(SandboxId sandbox, Transport transport) {
    return new PortForward(port ->
        connector.open(urls.portForward(sandbox, port), StreamPlan.ofPort(transport, port)));
  }

  /** Breaks the streams that are open; what was received can still be read. Idempotent. */
  @Override
  public void close() {
    connector.close();
  }
}
