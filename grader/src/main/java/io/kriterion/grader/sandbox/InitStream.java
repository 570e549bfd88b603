package io.kriterion.grader.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.util.concurrent.Uninterruptibles;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.stream.AttachSession;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.AttachStatus;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.cri.stream.StreamSession;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.init.InitProtocolException;
import io.kriterion.grader.init.InitSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The way to the kriterion-init of a started container: attached to where that is the main process,
 * by a streaming Exec where another is.
 */
final class InitStream implements AutoCloseable {

  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(2);
  private static final Duration GREETING = Duration.ofSeconds(30);
  private static final Duration AT_ONCE = Duration.ofNanos(1);
  private static final int MOST_WORDS = 500;

  private final StreamSession stream;
  private @Nullable InitSession session;

  private InitStream(StreamSession stream) {
    this.stream = stream;
  }

  /** Opens the stream; nothing has been said over it yet. */
  static InitStream open(CriClient client, ContainerId container, MainProcess main) {
    return new InitStream(
        switch (main) {
          case INIT -> client.streams().attach(container, AttachSpec.outputs().withStdin(true));
          case PARK, IMAGE ->
              client
                  .streams()
                  .exec(
                      container,
                      ExecSpec.of(List.of(SandboxSpecs.INIT, "session", SandboxSpecs.WORK))
                          .withStdin(true));
        });
  }

  /**
   * Waits until kriterion-init answers, half a minute at the most.
   *
   * @throws GraderException when it does not, in the runtime's words or its own
   */
  void greet() {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicBoolean late = new AtomicBoolean();
    Thread.ofVirtual().name("greeting-deadline").start(() -> endUnless(answered, late));
    try {
      session = InitSession.open(stream.stdout(), stream.stdin());
    } catch (InitProtocolException e) {
      if (late.get()) {
        throw new GraderException(
            FailureClass.RUNTIME,
            "kriterion-init does not answer in the sandbox: nothing came within %d s of %s"
                .formatted(GREETING.toSeconds(), way()),
            e);
      }
      throw new GraderException(
          FailureClass.RUNTIME, "kriterion-init does not answer in the sandbox: " + endOf(e), e);
    } finally {
      answered.countDown();
    }
  }

  private void endUnless(CountDownLatch answered, AtomicBoolean late) {
    try {
      if (!answered.await(GREETING.toSeconds(), TimeUnit.SECONDS)) {
        late.set(true);
        stream.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String way() {
    return switch (stream) {
      case AttachSession attach -> "an attach; where a handler cannot do that, say attach: false";
      case ExecSession exec -> "an exec";
    };
  }

  /** The conversation with the kriterion-init that was greeted. */
  InitSession session() {
    if (session == null) {
      throw new IllegalStateException("kriterion-init has not been greeted");
    }
    return session;
  }

  /** Whether the kriterion-init that was greeted answers in time; if not, the stream is closed. */
  boolean answers(Duration patience) {
    FutureTask<Boolean> answer =
        Background.start(
            "sign-of-life",
            () -> {
              session().ping();
              return true;
            });
    try {
      return Uninterruptibles.getUninterruptibly(answer, patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      close();
      return false;
    }
  }

  /** Whether the runtime has ended the stream, or the connection has broken. Does not block. */
  boolean ended() {
    try {
      switch (stream) {
        case ExecSession exec -> exec.await(AT_ONCE);
        case AttachSession attach -> attach.await(AT_ONCE);
      }
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (CriException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false; // not known: whoever uses it will see
    }
  }

  @Override
  public void close() {
    stream.close();
  }

  /* Why the stream ended, in the runtime's words or kriterion-init's own where there are any. */
  private String endOf(InitProtocolException symptom) {
    try {
      String end =
          switch (stream) {
            case ExecSession exec ->
                switch (exec.await(STATUS_PATIENCE)) {
                  case ExecStatus.Failed failed -> failed.message();
                  case ExecStatus.Exited exited -> "exit code " + exited.code();
                };
            case AttachSession attach ->
                switch (attach.await(STATUS_PATIENCE)) {
                  case AttachStatus.Failed failed -> failed.message();
                  case AttachStatus.Ended ended -> "the stream ended";
                  case AttachStatus.Detached detached -> "the stream was left";
                };
          };
      String said = new String(stream.stderr().readNBytes(MOST_WORDS), UTF_8).strip();
      return said.isEmpty() ? end : said + " (" + end + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } catch (CriException | TimeoutException | IOException e) {
      return String.valueOf(symptom.getMessage());
    }
  }
}
