package io.kriterion.grader.node;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.runtime.RuntimeStatus;
import io.kriterion.cri.runtime.RuntimeVersion;
import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.runtime.HandlerSource.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A runtime that is there, looked at and left alone.
 *
 * @param socket its CRI socket
 * @param version who it says it is
 * @param objection why it cannot be given untrusted programs, one line; empty if it can
 * @param leadsNowhere whether its pods are known to have no network beside {@code lo}
 * @param handlers what it has configured; empty where it does not tell
 */
public record RuntimeSurvey(
    Path socket,
    RuntimeVersion version,
    Optional<String> objection,
    boolean leadsNowhere,
    List<Seen> handlers) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Copies the list. */
  public RuntimeSurvey {
    handlers = List.copyOf(handlers);
  }

  /**
   * Looks at the runtime that {@link RuntimeConnection#open} would look at first, and starts none.
   * Blocks for some seconds at the most.
   *
   * @return empty where none runs
   * @throws io.kriterion.cri.error.CriException when it does not answer
   * @throws io.kriterion.grader.error.GraderException when a private one cannot be looked for
   */
  public static Optional<RuntimeSurvey> look(RuntimeChoice choice) {
    Optional<PrivateContainerd> shared =
        choice.endpoint().isPresent()
            ? Optional.empty()
            : PrivateContainerd.find(RuntimeConnection.SHARED_INSTANCE);
    OptionalLong process =
        shared.map(found -> OptionalLong.of(found.pid())).orElse(OptionalLong.empty());
    return choice
        .endpoint()
        .or(() -> shared.map(PrivateContainerd::socket))
        .or(() -> Optional.of(RuntimeConnection.SYSTEM_SOCKET).filter(Files::exists))
        .map(socket -> at(socket, choice.networkAllowed(), process));
  }

  static RuntimeSurvey at(Path socket, boolean networkAllowed, OptionalLong mountNamespaceOf) {
    try (CriClient client =
        CriClient.connect(
            CriClientOptions.of(socket)
                .withConnectTimeout(PATIENCE)
                .withCallTimeout(PATIENCE)
                .withRestartPatience(Duration.ZERO))) {
      RuntimeStatus status = client.runtime().status();
      return new RuntimeSurvey(
          socket,
          client.version(),
          RuntimeFitness.objection(status, networkAllowed),
          RuntimeFitness.leadsNowhere(status),
          new StatusHandlers(() -> status, mountNamespaceOf).look());
    }
  }
}
