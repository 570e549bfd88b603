package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.lease.Container;
import io.kriterion.cri.stream.AttachSession;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.AttachStatus;
import io.kriterion.cri.stream.Streams;
import io.kriterion.cri.stream.Transport;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attach to a container's main process over both transports. Nothing tells a client that it is
 * connected to the output, and its input can be answered before it is: the programs here print all
 * the time, and a session types after it has read something.
 */
public abstract class AttachConformance extends SharedPodConformance {

  private Streams streams() {
    return runtime().client().streams();
  }

  @ParameterizedTest
  @EnumSource
  void attachBringsAllOutputOfAProcessThatWaitsUntilItHasArrived(Transport transport)
      throws Exception {
    needs(Trait.MAIN_PROCESS);
    byte[] expected = Probe.pattern(1_000_000);
    Container container = shared().run(container("acknowledged", "1000000").stdin(true).build());
    AttachSpec both = AttachSpec.outputs().withStdin(true).withTransport(transport);
    try (AttachSession session = streams().attach(container.id(), both)) {
      Attached.waitFor(session);
      session.stdin().write('x');
      assertThat(Attached.afterTheDots(session)).isEqualTo('\n');
      assertThat(session.stdout().readNBytes(expected.length)).isEqualTo(expected);
      session.stdin().write('x');
      assertThat(session.stdout().read()).isEqualTo(-1);
      assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Ended());
    }
  }

  @ParameterizedTest
  @EnumSource
  void watchingAContainerWithStdinLeavesItsStdinAlone(Transport transport) throws Exception {
    needs(Trait.MAIN_PROCESS);
    Container container = shared().run(container("pulse").stdin(true).build());
    AttachSpec watch = AttachSpec.outputs().withTransport(transport);
    try (AttachSession watching = streams().attach(container.id(), watch)) {
      Attached.waitFor(watching);
      for (char typed : new char[] {'1', '2'}) {
        try (AttachSession typing = streams().attach(container.id(), watch.withStdin(true))) {
          typing.stdin().write(typed);
          assertThat(Attached.afterTheDots(watching)).isEqualTo(typed);
        }
      }
    }
    try (AttachSession later = streams().attach(container.id(), watch.withStdin(true))) {
      Attached.waitFor(later);
      later.stdin().write('3');
      assertThat(Attached.afterTheDots(later)).isEqualTo('3');
    }
  }

  @ParameterizedTest
  @EnumSource
  void detachKeysLeaveATerminalAndTheProcessGoesOn(Transport transport) throws Exception {
    needs(Trait.MAIN_PROCESS);
    Container container = shared().run(container("sizes").stdin(true).tty(true).build());
    AttachSpec terminal =
        AttachSpec.outputs().withStdin(true).withTty(true).withTransport(transport);
    for (int round = 1; round <= 2; round++) {
      try (AttachSession session = streams().attach(container.id(), terminal);
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(session.stdout(), UTF_8))) {
        session.resize(100 + round, 40);
        assertThat(lines.lines().anyMatch(((100 + round) + " x 40")::equals)).isTrue();
        session.stdin().write(new byte[] {0x10, 0x11});
        assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Detached());
      }
    }
  }
}
