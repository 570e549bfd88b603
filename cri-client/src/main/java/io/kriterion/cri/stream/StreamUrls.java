package io.kriterion.cri.stream;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.sandbox.SandboxId;
import java.net.URI;

/**
 * Asks the runtime where streams are opened. Every answer is good for one connection, and for about
 * a minute. Thread-safe; blocks for a call; throws {@link CriException} if the runtime refuses.
 */
public interface StreamUrls {

  /** Where a command's streams are opened. Nothing runs before that. */
  URI exec(ContainerId container, ExecSpec spec);

  /** Where the streams of a container's main process are opened. */
  URI attach(ContainerId container, AttachSpec spec);

  /** Where one connection to a port of a pod is opened. */
  URI portForward(SandboxId sandbox, int port);
}
