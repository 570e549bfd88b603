package io.kriterion.cri.runtime;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.Transport;
import io.kriterion.cri.v1.ExecRequest;

/** An exec as CRI's message. */
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
}
