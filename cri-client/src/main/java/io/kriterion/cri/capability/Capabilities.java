package io.kriterion.cri.capability;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriUnsupportedException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the connected runtime can do. Asks it once for each connection, so the answers are right
 * after a restart with another release too. Thread-safe; every method may ask the runtime, at most
 * for the client's call timeout.
 *
 * <p>The rule, row by row of {@link Feature}: what a runtime announces (Status) counts as it says,
 * and silence means no. What nothing announces is decided by containerd's release; of another
 * runtime, or a release that cannot be read, fields that might be ignored are refused, and calls
 * are let through, because their absence is answered aloud.
 */
public final class Capabilities {

  private final CriChannel channel;
  private volatile @Nullable Announced known;

  /** For {@code CriClient}; an application gets them from there. */
  public Capabilities(CriChannel channel) {
    this.channel = channel;
  }

  /**
   * Whether the runtime has this.
   *
   * @param handler the runtime handler it is for; empty for the default one
   * @throws CriException if the runtime does not answer
   */
  public boolean has(Feature feature, Optional<String> handler) {
    return has(announced(), feature, handler.orElse(""));
  }

  /**
   * Refuses a request that the runtime would not carry out.
   *
   * @param operation the RPC that would be sent
   * @param object the id or name of what it is about, if it is about one thing
   * @param handler the runtime handler it is for; empty for the default one
   * @throws CriUnsupportedException if the runtime does not have this
   * @throws CriException if the runtime does not answer
   */
  public void require(
      Feature feature, String operation, @Nullable String object, Optional<String> handler) {
    Announced announced = announced();
    if (!has(announced, feature, handler.orElse(""))) {
      throw new CriUnsupportedException(
          operation, object, feature.words(), announced.runtime(), feature.needed());
    }
  }

  private static boolean has(Announced announced, Feature feature, String handler) {
    Release since = feature.since();
    boolean recent =
        announced.containerd() != null
            && since != null
            && announced.containerd().compareTo(since) >= 0;
    return switch (feature.kind()) {
      case HANDLER, RUNTIME -> announced.announces(feature, handler);
      case FIELD -> recent;
      case CALL -> recent || announced.containerd() == null || since == null;
    };
  }

  private Announced announced() {
    Announced now = known;
    long connection = channel.connections();
    if (now == null || now.connection() != connection) {
      now = Announced.ask(channel);
      known = now;
    }
    return now;
  }
}
