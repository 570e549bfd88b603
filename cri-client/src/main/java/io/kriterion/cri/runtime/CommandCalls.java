package io.kriterion.cri.runtime;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ExecResult;
import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.v1.ExecSyncRequest;
import io.kriterion.cri.v1.ExecSyncResponse;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The calls that run commands or prepare streams. */
final class CommandCalls {

  private final CriChannel channel;

  CommandCalls(CriChannel channel) {
    this.channel = channel;
  }

  URI execUrl(ContainerId container, ExecSpec spec) {
    return address(
        "Exec",
        channel
            .call(
                RuntimeServiceGrpc.getExecMethod(),
                ExecMessages.request(container, spec),
                container.value())
            .getUrl());
  }

  URI attachUrl(ContainerId container, AttachSpec spec) {
    return address(
        "Attach",
        channel
            .call(
                RuntimeServiceGrpc.getAttachMethod(),
                ExecMessages.attach(container, spec),
                container.value())
            .getUrl());
  }

  URI portForwardUrl(SandboxId sandbox, List<Integer> ports) {
    return address(
        "PortForward",
        channel
            .call(
                RuntimeServiceGrpc.getPortForwardMethod(),
                ExecMessages.portForward(sandbox, ports),
                sandbox.value())
            .getUrl());
  }

  private static URI address(String rpc, String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new CriStreamException(
          rpc, CriStreamCode.PROTOCOL, "the runtime answered no address: " + url, true, e);
    }
  }

  ExecResult execSync(ContainerId container, List<String> command, Duration timeout) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command: [] (expected: a program)");
    }
    if (!timeout.isPositive()) {
      // zero would be no timeout at all
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than 0)");
    }
    long seconds = timeout.plusNanos(999_999_999).toSeconds();
    ExecSyncResponse answer =
        channel.call(
            RuntimeServiceGrpc.getExecSyncMethod(),
            ExecSyncRequest.newBuilder()
                .setContainerId(container.value())
                .addAllCmd(command)
                .setTimeout(seconds)
                .build(),
            container.value(),
            channel.callTimeout().plusSeconds(seconds));
    return new ExecResult(
        answer.getExitCode(), answer.getStdout().toByteArray(), answer.getStderr().toByteArray());
  }
}
