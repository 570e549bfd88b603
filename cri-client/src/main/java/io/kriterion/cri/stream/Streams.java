package io.kriterion.cri.stream;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriStreamException;
import java.net.URI;
import java.util.function.BiFunction;

/** Opens streams to containers of one runtime. Thread-safe. */
public final class Streams {

  private final CriChannel channel;
  private final BiFunction<ContainerId, ExecSpec, URI> execUrl;

  /** For {@code CriClient}; an application gets this from there. */
  public Streams(CriChannel channel, BiFunction<ContainerId, ExecSpec, URI> execUrl) {
    this.channel = channel;
    this.execUrl = execUrl;
  }

  /**
   * Starts a command in a running container. Returns when the runtime has taken the streams; that
   * the command does not exist comes later, as the session's status.
   *
   * @throws CriStreamException if the streams cannot be opened
   * @throws CriException if the runtime refuses the exec
   */
  public ExecSession exec(ContainerId container, ExecSpec spec) {
    URI url = execUrl.apply(container, spec);
    throw new CriStreamException("Exec", "not yet " + channel.callTimeout() + url, true, null);
  }
}
