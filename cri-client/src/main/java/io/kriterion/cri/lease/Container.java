package io.kriterion.cri.lease;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.container.ContainerStatus;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.stream.AttachSession;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A container that is there as long as its handle is open: {@link #close} kills and removes it. It
 * is gone with its sandbox, too. Thread-safe.
 */
public final class Container implements AutoCloseable {

  /** How often {@link #awaitExit} asks. */
  public static final Duration POLL = Duration.ofMillis(50);

  private final Sandbox sandbox;
  private final ContainerId id;
  private final ContainerSpec spec;
  private final CountDownLatch closed = new CountDownLatch(1);

  Container(Sandbox sandbox, ContainerId id, ContainerSpec spec) {
    this.sandbox = sandbox;
    this.id = id;
    this.spec = spec;
  }

  /** The runtime's id. */
  public ContainerId id() {
    return id;
  }

  /** What it was made with. */
  public ContainerSpec spec() {
    return spec;
  }

  /** The sandbox it is in. */
  public Sandbox sandbox() {
    return sandbox;
  }

  /**
   * Starts its main process. Blocks for one call.
   *
   * @throws IllegalStateException if it is closed
   * @throws CriException if the runtime refuses, for example for a command that is not there
   */
  public void start() {
    open();
    sandbox.runtime().startContainer(id);
  }

  /**
   * Ends its processes and leaves the container there, exited. Waits up to the grace and a call
   * timeout. One that has ended or is gone is success.
   *
   * @param grace between SIGTERM and SIGKILL; whole seconds, rounded up; zero kills at once
   * @throws CriException if the runtime refuses or does not answer
   */
  public void stop(Duration grace) {
    sandbox.runtime().stopContainer(id, grace);
  }

  /**
   * What the runtime says of it; blocks for one call.
   *
   * @throws CriException if the runtime refuses or does not answer
   */
  public ContainerStatus status() {
    return sandbox.runtime().containerStatus(id);
  }

  /**
   * Waits for the end of its main process, by asking every {@link #POLL}. Its log may be complete
   * only a moment later.
   *
   * @param timeout how long to wait, 0 or more
   * @return the status, with an exit code
   * @throws InterruptedException if the thread is interrupted
   * @throws TimeoutException if it did not end in time; it goes on
   * @throws IllegalStateException if it is closed meanwhile
   * @throws CriException if the runtime refuses or does not answer
   */
  public ContainerStatus awaitExit(Duration timeout) throws InterruptedException, TimeoutException {
    long start = System.nanoTime();
    while (true) {
      open();
      ContainerStatus now = status();
      if (now.state() == ContainerState.EXITED) {
        return now;
      }
      long left = timeout.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        throw new TimeoutException(
            "container %s has not ended within %d ms (it is %s)"
                .formatted(id, timeout.toMillis(), now.state()));
      }
      if (closed.await(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS)) {
        open();
      }
    }
  }

  /**
   * Starts a command in it, as {@code Streams.exec} does. The caller closes the session.
   *
   * @throws IllegalStateException if the container is closed
   * @throws CriStreamException if the streams cannot be opened
   * @throws CriException if the runtime refuses the exec
   */
  public ExecSession exec(ExecSpec command) {
    open();
    return sandbox.streams().exec(id, command);
  }

  /**
   * Attaches to its main process, as {@code Streams.attach} does. The caller closes the session.
   *
   * @throws IllegalStateException if the container is closed
   * @throws CriStreamException if the streams cannot be opened
   * @throws CriException if the runtime refuses the attach
   */
  public AttachSession attach(AttachSpec streams) {
    open();
    return sandbox.streams().attach(id, streams);
  }

  /**
   * Kills and removes the container; one that is gone is success. Idempotent; after a failure it
   * may be called again. Takes at most two call timeouts; an interrupt does not break it off, and
   * stays set. Where the sandbox was closed there is nothing left to do.
   *
   * @throws CriException if the container could not be stopped or removed; the second failure is
   *     suppressed in the first
   */
  @Override
  public void close() {
    if (closed.getCount() == 0) {
      return;
    }
    if (!sandbox.gone()) {
      sandbox
          .shielded()
          .runAll(
              "close-container",
              () -> sandbox.runtime().stopContainer(id, Duration.ZERO),
              () -> sandbox.runtime().removeContainer(id));
    }
    sandbox.forget(id);
    closed.countDown();
  }

  private void open() {
    if (closed.getCount() == 0 || sandbox.gone()) {
      throw new IllegalStateException("the container is closed: " + id);
    }
  }

  @Override
  public String toString() {
    return "container " + id + (closed.getCount() == 0 ? " (closed)" : "");
  }
}
