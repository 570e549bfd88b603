package io.kriterion.grader.process;

import io.kriterion.grader.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service tells systemd of itself, as sd_notify(3) describes it: by a message to the socket
 * that the environment variable {@code NOTIFY_SOCKET} names. Without the variable nothing is told
 * and nothing happens. A message that cannot be sent is a line in the log, the first time only, and
 * never an exception.
 *
 * <p>Safe for many threads. Every message blocks until the kernel has it, 5 s at the most.
 */
public final class ServiceNotice {

  private static final Logger log = LoggerFactory.getLogger(ServiceNotice.class);

  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG_TIME = "WATCHDOG_USEC";
  private static final String WATCHDOG_PROCESS = "WATCHDOG_PID";
  private static final long NANOS = 1000;

  private final Optional<String> socket;
  private final Optional<Duration> watchdog;
  private final AtomicBoolean failed = new AtomicBoolean();

  private ServiceNotice(Optional<String> socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /** By this process's environment. */
  public static ServiceNotice ofEnvironment() {
    return of(System.getenv());
  }

  static ServiceNotice of(Map<String, String> environment) {
    Optional<String> socket =
        Optional.ofNullable(environment.get(SOCKET)).filter(name -> !name.isEmpty());
    return new ServiceNotice(socket, socket.flatMap(name -> watchdog(environment)));
  }

  /** The service works: what waits for its start goes on. */
  public void ready() {
    send("READY=1");
  }

  /**
   * The service ends.
   *
   * @param longest how long that takes at the most; systemd waits for so long, if its own patience
   *     is shorter
   */
  public void stopping(Duration longest) {
    send("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + micros(longest));
  }

  /**
   * What the service does, for people who ask systemd.
   *
   * @param text its first line is told, at most 200 characters
   */
  public void status(String text) {
    send("STATUS=" + Printable.firstLine(text));
  }

  /**
   * How often {@link #alive} is expected at the least; empty if nobody watches this process. Twice
   * as often is wise.
   */
  Optional<Duration> watchdog() {
    return watchdog;
  }

  /** The service still works, see {@link #watchdog}. */
  void alive() {
    send("WATCHDOG=1");
  }

  /**
   * Blocks until the service is to end, and has {@link #alive} told often enough meanwhile, each
   * time that it is so: a service that is not any more is ended and started by systemd.
   *
   * @param ended whether it is to end; asked every {@code look}, or more often
   * @param alive whether it works, asked as often
   * @throws InterruptedException when the thread is interrupted
   */
  public void awaitEnd(BooleanSupplier ended, BooleanSupplier alive, Duration look)
      throws InterruptedException {
    Duration often = watchdog.map(time -> time.dividedBy(2)).orElse(look);
    long pause = Math.min(often.toNanos(), look.toNanos());
    while (!ended.getAsBoolean()) {
      if (watchdog.isPresent() && alive.getAsBoolean()) {
        alive();
      }
      TimeUnit.NANOSECONDS.sleep(pause);
    }
  }

  private void send(String message) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      NoticeSocket.send(socket.get(), message);
    } catch (IOException e) {
      if (!failed.getAndSet(true)) {
        log.warn("systemd cannot be told of this service by {}: {}", SOCKET, e.getMessage());
      }
    }
  }

  private static Optional<Duration> watchdog(Map<String, String> environment) {
    String own = String.valueOf(ProcessHandle.current().pid());
    if (!environment.getOrDefault(WATCHDOG_PROCESS, own).equals(own)) {
      return Optional.empty();
    }
    return Optional.ofNullable(environment.get(WATCHDOG_TIME))
        .filter(text -> text.matches("[1-9][0-9]{0,14}"))
        .map(text -> Duration.ofNanos(Long.parseLong(text) * NANOS));
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}
