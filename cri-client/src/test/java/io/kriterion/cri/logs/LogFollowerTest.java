package io.kriterion.cri.logs;

import static io.kriterion.cri.logs.LogFixture.append;
import static io.kriterion.cri.logs.LogFixture.line;
import static io.kriterion.cri.logs.LogFixture.time;
import static io.kriterion.cri.logs.LogFixture.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class LogFollowerTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration NOW = Duration.ZERO;

  @TempDir private Path directory;
  private final AtomicBoolean exited = new AtomicBoolean();
  private Path log;

  /* When the exit was told. */
  private long told;

  @BeforeEach
  void name() {
    log = directory.resolve("0.log");
  }

  private LogFollower follow(LogOptions options) throws IOException {
    return LogFollower.open(log, options, exited::get);
  }

  private static String next(LogFollower follower)
      throws IOException, InterruptedException, TimeoutException {
    return words(follower.next(SOON).orElseThrow());
  }

  private static void assertNothingYet(LogFollower follower) {
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> follower.next(NOW));
  }

  @Test
  void linesComeAsTheyAreWritten() throws Exception {
    try (LogFollower follower = follow(LogOptions.ALL)) {
      assertNothingYet(follower);
      append(log, line(1, "stdout F", "one"), time(2) + " stdo");
      assertThat(next(follower)).isEqualTo("STDOUT one");
      assertNothingYet(follower);
      append(log, "ut F tw");
      assertNothingYet(follower);
      append(log, "o\n", line(3, "stdout P", "three, "));
      assertThat(next(follower)).isEqualTo("STDOUT two");
      assertNothingYet(follower);
      append(log, line(4, "stdout F", "four"));
      assertThat(next(follower)).isEqualTo("STDOUT three, four");
      exited.set(true);
      assertThat(follower.next(SOON)).isEmpty();
      assertThat(follower.next(NOW)).isEmpty();
    }
  }

  @Test
  void whatIsLoggedAfterTheExitStillComes() throws Exception {
    append(log, line(1, "stdout F", "early"));
    try (LogFollower follower = LogFollower.open(log, LogOptions.ALL, this::exitThenLog)) {
      assertThat(next(follower)).isEqualTo("STDOUT early");
      assertThat(next(follower)).isEqualTo("STDOUT late");
      assertThat(next(follower)).isEqualTo("STDERR last…");
      assertThat(follower.next(SOON)).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - told))
          .as("the runtime may not have logged all yet")
          .isGreaterThanOrEqualTo(LogFollower.QUIET);
    }
  }

  private boolean exitThenLog() {
    try {
      append(log, line(2, "stdout F", "late"), line(3, "stderr P", "last"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    told = System.nanoTime();
    return true;
  }

  @Test
  void theTailAndWhatFollows() throws Exception {
    append(log, line(1, "stdout F", "a"), line(2, "stdout F", "b"), line(3, "stdout F", "c"));
    try (LogFollower follower = follow(LogOptions.ALL.tail(1))) {
      assertThat(next(follower)).isEqualTo("STDOUT c");
      append(log, line(4, "stdout F", "d"), line(5, "stdout F", "e"));
      assertThat(next(follower)).isEqualTo("STDOUT d");
      assertThat(next(follower)).isEqualTo("STDOUT e");
    }
  }

  @Test
  void theLimitEndsIt() throws Exception {
    append(log, line(1, "stdout F", "12345"), line(2, "stdout F", "6"));
    try (LogFollower follower = follow(LogOptions.ALL.limitBytes(5))) {
      assertThat(next(follower)).isEqualTo("STDOUT 12345");
      assertThat(follower.next(NOW)).isEmpty();
    }
  }

  @Test
  void rotationLosesNothing() throws Exception {
    append(log, line(1, "stdout F", "one"));
    try (LogFollower follower = follow(LogOptions.ALL);
        OutputStream writer = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
      assertThat(next(follower)).isEqualTo("STDOUT one");
      Files.move(log, directory.resolve("0.log.20261124-100000"));
      assertNothingYet(follower);
      // the runtime writes to the file that it has open, until it is told to open the new one
      writer.write(line(2, "stdout P", "two, ").getBytes(StandardCharsets.UTF_8));
      append(log, line(3, "stdout F", "three"), line(4, "stdout F", "four"));
      assertThat(next(follower)).isEqualTo("STDOUT two, three");
      assertThat(next(follower)).isEqualTo("STDOUT four");
    }
  }

  @Test
  void theFilesOfSeveralRotationsAtOnceAreRead() throws Exception {
    append(log, line(1, "stdout F", "one"));
    try (LogFollower follower = follow(LogOptions.ALL)) {
      assertThat(next(follower)).isEqualTo("STDOUT one");
      append(log, line(2, "stdout F", "two"));
      append(directory.resolve("0.log.20261124-095959"), line(0, "stdout F", "older"));
      Files.move(log, directory.resolve("0.log.20261124-100000"));
      append(directory.resolve("0.log.20261124-100001"), line(3, "stdout F", "three"));
      append(directory.resolve("0.log.20261124-100002"), line(4, "stdout F", "four"));
      append(log, line(5, "stdout F", "five"));
      for (String text : new String[] {"two", "three", "four", "five"}) {
        assertThat(next(follower)).isEqualTo("STDOUT " + text);
      }
    }
  }

  @Test
  void aFileCutInItsPlaceIsReadAgain() throws Exception {
    append(log, line(1, "stdout F", "a rather long line"));
    try (LogFollower follower = follow(LogOptions.ALL)) {
      assertThat(next(follower)).isEqualTo("STDOUT a rather long line");
      Files.write(log, new byte[0]);
      append(log, line(2, "stdout F", "short"));
      assertThat(next(follower)).isEqualTo("STDOUT short");
    }
  }

  @Test
  void aLinkInPlaceOfTheNewFileIsRefused() throws Exception {
    append(log, line(1, "stdout F", "one"));
    Path secret = directory.resolve("secret");
    append(secret, line(1, "stdout F", "secret"));
    try (LogFollower follower = follow(LogOptions.ALL)) {
      assertThat(next(follower)).isEqualTo("STDOUT one");
      Files.delete(log);
      Files.createSymbolicLink(log, secret);
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> follower.next(SOON))
          .withMessageContaining("expected: a regular file");
    }
  }

  @Test
  void closingEndsAWait() throws Exception {
    LogFollower follower = follow(LogOptions.ALL);
    assertThat(endOf(follower, Ending.CLOSE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
    follower.close();
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    try (LogFollower follower = follow(LogOptions.ALL)) {
      assertThat(endOf(follower, Ending.INTERRUPT)).isInstanceOf(InterruptedException.class);
    }
  }

  private enum Ending {
    CLOSE,
    INTERRUPT
  }

  private Throwable endOf(LogFollower follower, Ending ending) throws Exception {
    append(log, line(1, "stdout F", "one"));
    AtomicReference<Throwable> seen = new AtomicReference<>(new AssertionError("no failure"));
    CountDownLatch reading = new CountDownLatch(1);
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                next(follower);
                reading.countDown();
                next(follower);
              } catch (IOException | InterruptedException | TimeoutException e) {
                seen.set(e);
              }
            });
    assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
    switch (ending) {
      case CLOSE -> follower.close();
      case INTERRUPT -> reader.interrupt();
    }
    assertThat(reader.join(SOON)).isTrue();
    return seen.get();
  }
}
