package io.kriterion.it.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.process.Poll;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A sleep within a shell's script in a sandbox that lasts until the test has seen what it wants to
 * see: it is found among the processes of this machine by its time, which no other one has.
 */
public final class LongSleep {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String command = "sleep 50.%04d".formatted(NUMBERS.incrementAndGet());

  /** Ends it, wherever it is running; waits until it does. The shell goes on. */
  public void end() throws InterruptedException {
    assertThat(Poll.until(() -> running().stream().anyMatch(ProcessHandle::destroy), PATIENCE))
        .as(command)
        .isTrue();
  }

  private List<ProcessHandle> running() {
    return Processes.containers().stream()
        .filter(process -> process.commandLine().equals(command))
        .map(process -> Long.parseLong(process.directory().getFileName().toString()))
        .flatMap(number -> ProcessHandle.of(number).stream())
        .toList();
  }

  /** The command, fifty seconds long; not to be the last one of its script. */
  @Override
  public String toString() {
    return command;
  }
}
