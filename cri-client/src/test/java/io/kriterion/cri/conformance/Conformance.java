package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.cri.stream.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the groups of the kit have in common. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class Conformance {

  /** Longer than anything takes, also on a busy machine. */
  static final Duration SOON = Duration.ofSeconds(60);

  /** The error of a write to what is read-only. */
  static final int EROFS = 30;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The runtime; the same for all tests of an instance. */
  protected abstract TestedRuntime runtime();

  /** Skips the test where the runtime is not asked for such behaviours, and says why. */
  final void needs(Trait trait) {
    runtime()
        .lack(trait)
        .ifPresent(reason -> {
          System.out.println("not asked of " + runtime() + ": " + trait + ": " + reason);
          Assumptions.abort(reason);
        });
  }

  /** A name that nothing else has on this machine. */
  static String name() {
    return "kit-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
  }

  /** A port that no other test listens on in its pod. */
  static String port() {
    return "" + (5000 + NUMBER.incrementAndGet());
  }

  /** The beginnings of a pod on the handler that is tested. */
  final PodSandboxSpec.Builder pod() {
    return PodSandboxSpec.builder(name()).handler(runtime().handler());
  }

  /** The beginnings of a container that runs the probe. */
  final ContainerSpec.Builder container(String... arguments) {
    return ContainerSpec.builder(name(), runtime().image()).command(Probe.command(arguments));
  }

  /** A pod that runs. */
  final Sandbox sandbox() {
    return runtime().client().runSandbox(pod().build());
  }

  /** A container that waits to be stopped. */
  final Container parked(Sandbox sandbox) {
    return sandbox.run(container("pause").build());
  }

  /** What the probe prints in a container; it must succeed. */
  static String text(Container container, String... arguments) throws Exception {
    try (ExecSession session = container.exec(Probe.exec(Transport.SPDY, arguments))) {
      String text = new String(session.stdout().readAllBytes(), UTF_8);
      assertThat(session.await(SOON)).as(text).isEqualTo(new ExecStatus.Exited(0));
      return text;
    }
  }

  /** What /proc/self/status says, by its names. */
  static Map<String, String> status(Container container) throws Exception {
    return text(container, "read", "/proc/self/status")
        .lines()
        .map(line -> line.split(":\\s*", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip()));
  }

  /** The probe's exit code in a container: 0, or the errno of what it was refused. */
  static int code(Container container, String... arguments) throws Exception {
    try (ExecSession session = container.exec(Probe.exec(Transport.SPDY, arguments))) {
      ExecStatus status = session.await(SOON);
      assertThat(status).isInstanceOf(ExecStatus.Exited.class);
      return status instanceof ExecStatus.Exited exited ? exited.code() : -1;
    }
  }

  /** The call is refused with this code; says so with the runtime's words where it is not. */
  @CanIgnoreReturnValue
  static ThrowableAssertAlternative<CriCallException> assertFails(
      CriErrorCode code, ThrowingCallable call) {
    return assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  /** Something that moves bytes. */
  interface Transfer {
    /** Does it. */
    void run() throws IOException;
  }

  /** Does it on a thread of its own; a failure ends that thread. */
  static Thread beside(Transfer transfer) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            transfer.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
