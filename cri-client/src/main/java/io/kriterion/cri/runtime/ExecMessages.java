package io.kriterion.cri.runtime;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.Transport;
import io.kriterion.cri.v1.AttachRequest;
import io.kriterion.cri.v1.ExecRequest;
import io.kriterion.cri.v1.PortForwardRequest;
import java.util.List;

/** What is asked of a stream before it is opened, as CRI's messages. */
final class ExecMessages {

  private ExecMessages() {}

  static ExecRequest request(ContainerId container, ExecSpec spec) {
    return ExecRequest.newBuilder()
        .setContainerId(container.value())
        .addAllCmd(spec.command())
        .setTty(spec.tty())
        // Over WebSocket the runtime takes an absent input for one that has ended: with a terminal
        // it then loses output, and some shims truncate it without. An input that nobody writes to
        // costs nothing.
        .setStdin(spec.stdin() || spec.transport() == Transport.WEBSOCKET)
        .setStdout(true)
        // a terminal has one output; asking for both is refused
        .setStderr(!spec.tty())
        .build();
  }

  static AttachRequest attach(ContainerId container, AttachSpec spec) {
    return AttachRequest.newBuilder()
        .setContainerId(container.value())
        // as for an exec; and an input that looks ended would end the container's input for good,
        // or the attach at once
        .setStdin(spec.stdin() || spec.transport() == Transport.WEBSOCKET)
        .setTty(spec.tty())
        .setStdout(spec.stdout())
        .setStderr(spec.stderr() && !spec.tty())
        .build();
  }

  static PortForwardRequest portForward(SandboxId sandbox, List<Integer> ports) {
    for (int port : ports) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 1..65535)");
      }
    }
    return PortForwardRequest.newBuilder()
        .setPodSandboxId(sandbox.value())
        .addAllPort(ports)
        .build();
  }
}
