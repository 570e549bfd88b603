package io.kriterion.cri.fake;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import java.time.Duration;

/** What goes wrong with a call to a {@link FakeCriServer}. Immutable. */
public sealed interface CallFault {

  /**
   * The call is refused before it has any effect.
   *
   * @param status what the client is told, any code but OK
   */
  record Refuse(Status status) implements CallFault {

    /** Checks that it is a refusal. */
    public Refuse {
      notOk(status);
    }
  }

  /** The call has no effect and is never answered: the client waits for its deadline. */
  record Silence() implements CallFault {}

  /**
   * The call has its effect at once; its answer, whatever it is, comes late.
   *
   * @param by how late, 0 or more
   */
  record Delay(Duration by) implements CallFault {

    /** Checks the sign. */
    public Delay {
      if (by.isNegative()) {
        throw new IllegalArgumentException("by: " + by + " (expected: 0 or more)");
      }
    }
  }

  /** The call has its effect at once; its answer, whatever it is, waits for {@link #release}. */
  final class Hold implements CallFault {

    private final Held answers = new Held();

    /** Holds every answer from now on. */
    public Hold() {
      answers.hold();
    }

    /** Gives the answers that wait, and those to come. */
    public void release() {
      answers.release();
    }

    void give(Runnable answer) {
      answers.run(answer);
    }
  }

  /**
   * The call has its effect, but the client is told something else: its answer is lost.
   *
   * @param status what the client is told, any code but OK
   */
  record LoseAnswer(Status status) implements CallFault {

    /** Checks that it is a failure. */
    public LoseAnswer {
      notOk(status);
    }
  }

  /**
   * The call has its effect and its message is sent, but never what ends the answer: the client
   * waits for its deadline.
   */
  record HalfAnswer() implements CallFault {}

  /**
   * The call has its effect; instead of an answer all connections to the server break, as if it had
   * been killed. It goes on listening.
   */
  record BreakConnection() implements CallFault {}

  private static void notOk(Status status) {
    requireNonNull(status, "status");
    if (status.isOk()) {
      throw new IllegalArgumentException("status: OK (expected: a failure)");
    }
  }
}
