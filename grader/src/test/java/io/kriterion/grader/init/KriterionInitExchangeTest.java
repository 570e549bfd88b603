package io.kriterion.grader.init;

import static io.kriterion.grader.init.InitSandbox.command;
import static io.kriterion.grader.init.InitSandbox.shell;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kriterion.grader.init.InitSandbox.Place;
import io.kriterion.grader.init.StepExit.Cause;
import io.kriterion.grader.init.StepExit.Kind;
import io.kriterion.grader.process.Poll;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What passes between the node and a real kriterion-init beside output: files out, live input,
 * signals.
 */
@Timeout(120)
@ParameterizedClass
@EnumSource(Place.class)
class KriterionInitExchangeTest extends SessionFixture {

  private StepExit run(StepCommand command, StepInput input, ByteArrayOutputStream stdout) {
    return session.run(
        command,
        input,
        (error, bytes) -> {
          if (!error) {
            stdout.writeBytes(bytes);
          }
        });
  }

  @Test
  void aFileComesOutByteForByte() throws IOException {
    byte[] bytes = new byte[1_000_001];
    new Random(7).nextBytes(bytes);
    session.put("in/data", true, new ByteArrayInputStream(bytes), bytes.length);
    shell(session, "mkdir out && cp -p in/data out/copy");

    ByteArrayOutputStream got = new ByteArrayOutputStream();
    assertThat(session.get("out/copy", bytes.length, got)).isEqualTo(0755);

    assertThat(Arrays.equals(got.toByteArray(), bytes)).isTrue();
    assertThat(shell(session, "echo on").stdout()).isEqualTo("on\n");
  }

  @ParameterizedTest
  @CsvSource({
    "link, 40", // ELOOP
    "around/file, 20", // ENOTDIR: a link in the way
    "fifo, 22", // EINVAL
    "socket, 22",
    "directory, 21", // EISDIR
    "none, 2", // ENOENT
    "../kriterion-init, 22",
    "/etc/passwd, 22",
    "directory/../large, 22",
    "large, 27", // EFBIG
    "secret, 13", // EACCES
  })
  void nothingButARegularFileComesOut(String path, int errno) {
    shell(
        session,
        """
        mkdir directory; echo x >directory/file; ln -s /etc/passwd link; ln -s directory around
        mkfifo fifo; head -c 1001 /dev/zero >large; echo x >secret; chmod 000 secret
        perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "socket", Listen => 1)'
        """);

    ByteArrayOutputStream got = new ByteArrayOutputStream();
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> session.get(path, 1000, got));

    assertThat(refused).as("the answer to %s", path).isNotNull();
    assertThat(refused.errno()).isEqualTo(errno);
    assertThat(got.size()).isZero();
    assertThat(shell(session, "echo on").stdout()).isEqualTo("on\n");
  }

  @Test
  void aStepReadsAFileThatIsInTheSandbox() {
    shell(session, "echo stored >input");
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();

    StepExit exit = run(command(List.of("cat")), new StepInput.Stored("input"), stdout);

    assertThat(exit.value()).isZero();
    assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo("stored\n");
    StepExit missing =
        run(command(List.of("cat")), new StepInput.Stored("no such"), new ByteArrayOutputStream());
    assertThat(missing.kind()).isEqualTo(Kind.NOT_STARTED);
    assertThat(missing.value()).isEqualTo(2);
  }

  @Test
  void aLiveInputIsAnsweredWhileTheStepRuns() throws Exception {
    LiveInput input = new LiveInput();
    byte[] question = "question\n".getBytes(StandardCharsets.UTF_8);
    Future<Boolean> written = writeLater(input, question);
    ByteArrayOutputStream heard = new ByteArrayOutputStream();

    StepExit exit =
        session.run(
            command(List.of("sh", "-c", "while read line; do echo re $line; done; echo bye")),
            input,
            (error, bytes) -> {
              heard.writeBytes(bytes);
              if (heard.toString(StandardCharsets.UTF_8).equals("re question\n")) {
                input.close();
              }
            });

    assertThat(exit.value()).isZero();
    assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("re question\nbye\n");
    assertThat(written.get()).isTrue();
  }

  private static Future<Boolean> writeLater(LiveInput input, byte[] bytes) {
    ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    Future<Boolean> written = thread.submit(() -> input.write(bytes));
    thread.shutdown();
    return written;
  }

  @Test
  void muchLiveInputComesBackByteForByte() throws Exception {
    byte[] bytes = new byte[5_000_000];
    new Random(8).nextBytes(bytes);
    LiveInput input = new LiveInput();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> written =
          threads.submit(() -> {
            try (input) {
              return input.write(bytes);
            }
          });
      ByteArrayOutputStream stdout = new ByteArrayOutputStream();
      StepExit exit = run(command(List.of("cat")), input, stdout);
      assertThat(written.get()).isTrue();
      assertThat(exit.value()).isZero();
      assertThat(Arrays.equals(stdout.toByteArray(), bytes)).isTrue();
    }
  }

  @Test
  void aWriterIsHeldBackByAProgramThatDoesNotReadAndFreedByItsEnd() throws Exception {
    LiveInput input = new LiveInput();
    AtomicLong written = new AtomicLong();
    AtomicLong ahead = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          threads.submit(() -> {
            while (input.write(new byte[1000])) {
              written.addAndGet(1000);
            }
            return null;
          });
      StepExit exit =
          session.run(
              command(List.of("sh", "-c", "sleep 0.3; echo; exec sleep 0.3")),
              input,
              (error, bytes) -> {
                Poll.untilUninterruptibly(() -> written.get() >= 1000, Duration.ofSeconds(30));
                ahead.set(written.get());
              });
      writer.get(60, SECONDS);
      assertThat(exit.cause()).isEqualTo(Cause.ITSELF);
      // what a pipe holds, and what kriterion-init does
      assertThat(ahead.get()).isBetween(1000L, 2L * 65_536);
    }
    assertThat(shell(session, "echo on").stdout()).isEqualTo("on\n");
  }

  @Test
  void inputForAProgramThatHasClosedItsOwnIsDropped() throws Exception {
    LiveInput input = new LiveInput();
    CountDownLatch closed = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> written =
          threads.submit(() -> {
            closed.await();
            boolean running = input.write(new byte[1_000_000]);
            session.signal(9);
            return running;
          });
      // The program closes its input and never ends: that all could be written is what ends it.
      StepExit exit =
          session.run(
              command(List.of("sh", "-c", "exec <&-; echo closed; while :; do sleep 1000; done")),
              input,
              (error, bytes) -> closed.countDown());
      assertThat(written.get()).isTrue();
      assertThat(exit.kind()).isEqualTo(Kind.SIGNALLED);
      assertThat(exit.value()).isEqualTo(9);
    }
  }

  @Test
  void aSignalReachesTheProgram() {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    StepExit exit =
        session.run(
            command(
                List.of(
                    "sh",
                    "-c",
                    "trap 'echo got; exit 5' USR1; echo up; while :; do sleep 0.01; done")),
            StepInput.NONE,
            (error, bytes) -> {
              stdout.writeBytes(bytes);
              if (stdout.size() == 3) {
                session.signal(10);
              }
            });

    assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo("up\ngot\n");
    assertThat(exit.value()).isEqualTo(5);
    session.signal(9); // nobody is there to get it
    assertThat(shell(session, "echo on").stdout()).isEqualTo("on\n");
  }

  @Test
  void aSignOfLifeMayBeAskedForAtAnyTimeBetweenSteps() {
    session.ping();
    assertThat(shell(session, "echo one").stdout()).isEqualTo("one\n");
    session.ping();
    session.ping();
    assertThat(shell(session, "echo two").stdout()).isEqualTo("two\n");
  }

  @Test
  void processesAreCountedForTheStepAlone() {
    String ten = "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1000 & done; echo all";
    assertThat(shellWithin(11, ten)).isEqualTo("all\n");
    assertThat(shellWithin(10, ten)).doesNotContain("all");
    assertThat(shellWithin(11, ten)).isEqualTo("all\n");
  }

  private String shellWithin(int processes, String script) {
    StepCommand all = command(List.of("sh", "-c", script));
    StepCommand limited =
        new StepCommand(
            all.argv(),
            all.env(),
            "",
            all.wallLimit(),
            all.cpuLimit(),
            all.outputLimit(),
            all.fileSizeLimit(),
            processes);
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    run(limited, StepInput.NONE, stdout);
    return stdout.toString(StandardCharsets.UTF_8);
  }
}
