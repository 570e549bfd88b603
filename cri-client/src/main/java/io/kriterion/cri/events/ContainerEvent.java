package io.kriterion.cri.events;

import io.kriterion.cri.sandbox.SandboxId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One step in the life of a container, or of a pod sandbox, which has the same steps.
 *
 * @param id the container's id, or the sandbox's
 * @param type which step
 * @param at when, by the runtime's clock where it tells, otherwise when it was noticed
 * @param sandbox the pod sandbox it belongs to, or is; empty where the runtime does not tell
 * @param exitCode the main process's code with STOPPED, where the runtime tells
 */
public record ContainerEvent(
    String id, Type type, Instant at, Optional<SandboxId> sandbox, OptionalInt exitCode) {

  /** The steps. */
  public enum Type {
    /** It was made. */
    CREATED,
    /** Its main process was started. */
    STARTED,
    /** Its main process has ended. */
    STOPPED,
    /** It is gone. */
    DELETED
  }

  /** Whether it is the sandbox's own event, not one of its containers'. */
  public boolean ofSandbox() {
    return sandbox.isPresent() && sandbox.get().value().equals(id);
  }
}
