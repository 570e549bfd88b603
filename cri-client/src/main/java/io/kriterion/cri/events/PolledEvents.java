package io.kriterion.cri.events;

import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.RuntimeAnswer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Events by comparing what there is with what there was. For one reading thread. */
public final class PolledEvents implements ContainerEvents {

  private final Supplier<Population> look;
  private final Function<String, OptionalInt> exitCode;
  private final Duration interval;
  private final Queue<ContainerEvent> found = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private Population last;
  private long lastLook;

  /**
   * Looks once: what is there now is no news.
   *
   * @param look what there is; asked at most once per interval, by the reading thread
   * @param exitCode what a container that has stopped left, by its id
   * @param interval the time between two looks
   */
  public PolledEvents(
      Supplier<Population> look, Function<String, OptionalInt> exitCode, Duration interval) {
    this.look = look;
    this.exitCode = exitCode;
    this.interval = interval;
    this.last = look.get();
    this.lastLook = System.nanoTime();
  }

  @Override
  public Optional<ContainerEvent> next(Duration patience) {
    long start = System.nanoTime();
    while (closed.getCount() > 0) {
      ContainerEvent event = found.poll();
      if (event != null) {
        return Optional.of(event);
      }
      long now = System.nanoTime();
      long untilLook = interval.toNanos() - (now - lastLook);
      long left = patience.toNanos() - (now - start);
      if (untilLook <= 0) {
        Population current = look.get();
        lastLook = System.nanoTime();
        for (ContainerEvent one : current.since(last)) {
          found.add(withExitCode(one, current));
        }
        last = current;
      } else if (left <= 0) {
        return Optional.empty();
      } else {
        pause(Math.min(untilLook, left));
      }
    }
    return Optional.empty();
  }

  private ContainerEvent withExitCode(ContainerEvent event, Population current) {
    boolean tells =
        event.type() == ContainerEvent.Type.STOPPED
            && !event.ofSandbox()
            && current.members().containsKey(event.id());
    return tells
        ? new ContainerEvent(
            event.id(), event.type(), event.at(), event.sandbox(), exitCode.apply(event.id()))
        : event;
  }

  private void pause(long nanos) {
    try {
      var unused = closed.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CriCallException(
          "ListContainers",
          null,
          CriErrorCode.CANCELLED,
          new RuntimeAnswer("CANCELLED", "Thread interrupted"),
          true,
          e);
    }
  }

  @Override
  public boolean ended() {
    return closed.getCount() == 0;
  }

  @Override
  public boolean polled() {
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
