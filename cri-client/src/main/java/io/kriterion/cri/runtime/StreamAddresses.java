package io.kriterion.cri.runtime;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.StreamUrls;
import java.net.URI;
import java.util.List;

/**
 * The runtime service as the streams need it. For {@code CriClient}.
 *
 * @param runtime who is asked
 */
public record StreamAddresses(RuntimeService runtime) implements StreamUrls {

  @Override
  public URI exec(ContainerId container, ExecSpec spec) {
    return runtime.execUrl(container, spec);
  }

  @Override
  public URI attach(ContainerId container, AttachSpec spec) {
    return runtime.attachUrl(container, spec);
  }

  @Override
  public URI portForward(SandboxId sandbox, int port) {
    return runtime.portForwardUrl(sandbox, List.of(port));
  }
}
