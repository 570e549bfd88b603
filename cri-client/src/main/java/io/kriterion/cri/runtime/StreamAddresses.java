package io.kriterion.cri.runtime;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.StreamUrls;
import io.kriterion.cri.stream.Transport;
import io.kriterion.cri.v1.AttachRequest;
import io.kriterion.cri.v1.ExecRequest;
import io.kriterion.cri.v1.PortForwardRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import java.net.URI;

/** The CRI calls that answer where a stream is opened. For {@code CriClient}. Thread-safe. */
public final class StreamAddresses implements StreamUrls {

  private final CriChannel channel;

  /** Addresses of one runtime. */
  public StreamAddresses(CriChannel channel) {
    this.channel = channel;
  }

  @Override
  public URI exec(ContainerId container, ExecSpec spec) {
    ExecRequest request = ExecMessages.request(container, spec);
    return uri(
        "Exec",
        channel.call(RuntimeServiceGrpc.getExecMethod(), request, container.value()).getUrl());
  }

  @Override
  public URI attach(ContainerId container, AttachSpec spec) {
    AttachRequest request =
        AttachRequest.newBuilder()
            .setContainerId(container.value())
            .setTty(spec.tty())
            // as for an exec; and a container's input that looks ended would end the container's
            // input for good, or the attach at once
            .setStdin(spec.stdin() || spec.transport() == Transport.WEBSOCKET)
            .setStdout(spec.stdout())
            // a terminal has one output; asking for both is refused
            .setStderr(spec.stderr() && !spec.tty())
            .build();
    return uri(
        "Attach",
        channel.call(RuntimeServiceGrpc.getAttachMethod(), request, container.value()).getUrl());
  }

  @Override
  public URI portForward(SandboxId sandbox, int port) {
    PortForwardRequest request =
        PortForwardRequest.newBuilder().setPodSandboxId(sandbox.value()).addPort(port).build();
    return uri(
        "PortForward",
        channel.call(RuntimeServiceGrpc.getPortForwardMethod(), request, sandbox.value()).getUrl());
  }

  private static URI uri(String operation, String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new CriStreamException(
          operation, CriStreamCode.PROTOCOL, "the runtime answered no address: " + url, true, e);
    }
  }
}
