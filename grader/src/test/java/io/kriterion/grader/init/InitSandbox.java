package io.kriterion.grader.init;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.task.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PID namespace with kriterion-init in it: what a sandbox is to it, made of unshare, nsenter and
 * setpriv. Everything inside runs as a user that nobody else has and that may have no more than
 * {@value #PROCESSES} processes.
 */
final class InitSandbox implements AutoCloseable {

  static final int PROCESSES = 100;

  /** Which process of the sandbox speaks the protocol. */
  enum Place {
    /** Its PID 1. */
    FIRST,
    /** One beside a PID 1 that is parked. */
    BESIDE
  }

  /* Far above any user that a machine has; this process has a range of its own, for any number that a
  process may have. */
  private static final int FIRST_USER = 100_000_000;
  private static final int MOST_USERS = 480;

  private static final AtomicInteger USERS = new AtomicInteger();

  private static final Path PROGRAMS = Path.of("target", "native", "work", "misbehave");

  private final Place place;
  private final int user;
  private final Path home;
  private final Process holder;
  private final ProcessHandle first;
  private final List<Process> started = new ArrayList<>();

  private InitSandbox(Place place, int user, Path home, Process holder, ProcessHandle first) {
    this.place = place;
    this.user = user;
    this.home = home;
    this.holder = holder;
    this.first = first;
  }

  private static int user() {
    int number = USERS.getAndIncrement();
    assertThat(number).as("sandboxes of this process").isLessThan(MOST_USERS);
    return FIRST_USER + (int) ProcessHandle.current().pid() * MOST_USERS + number;
  }

  /** Starts one, or skips the test, with a reason, where this user may not. */
  static InitSandbox start(Place place) throws IOException, InterruptedException {
    assumeTrue(mayUnshare(), "skipped: making PID namespaces takes root and util-linux");
    Path home = Files.createTempDirectory("kriterion-init-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    int user = user();
    copyInit(home.resolve("kriterion-init"));
    Files.copy(PROGRAMS, home.resolve("misbehave"));
    Files.createDirectory(home.resolve("work"));
    Files.setAttribute(home.resolve("work"), "unix:uid", user);
    run("mkfifo", home.resolve("begun").toString());
    // Descriptor 9 is closed by kriterion-init itself: the end of the FIFO says that it has begun.
    String script =
        "exec 9>%s; exec prlimit --nproc=%d %s %s %s"
            .formatted(
                home.resolve("begun"),
                PROCESSES,
                String.join(" ", asUser(user)),
                home.resolve("kriterion-init"),
                place == Place.FIRST ? "main " + home.resolve("work") : "park");
    Process holder =
        new ProcessBuilder(
                "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream begun = Files.newInputStream(home.resolve("begun"))) {
      assertThat(begun.readAllBytes()).isEmpty();
    }
    return new InitSandbox(place, user, home, holder, holder.children().findFirst().orElseThrow());
  }

  /** The directory that sessions work in. */
  Path work() {
    return home.resolve("work");
  }

  /** A command that runs one of the programs in {@code src/test/c/programs}. */
  List<String> misbehave(String manner) {
    return List.of(home.resolve("misbehave").toString(), manner);
  }

  /**
   * Runs a command inside as the sandbox's user, with pipes; this sandbox ends it at the latest.
   */
  Process enter(List<String> command) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("nsenter", "-t", Long.toString(first.pid()), "--pid", "--mount"));
    words.addAll(List.of("prlimit", "--nproc=" + PROCESSES));
    words.addAll(asUser(user));
    words.addAll(command);
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    return process;
  }

  /** A session as a process, for what no correct node says; it has the exit status of it. */
  Process rawSession() throws IOException {
    if (place == Place.FIRST) {
      return holder;
    }
    return enter(List.of(home.resolve("kriterion-init").toString(), "session", work().toString()));
  }

  /** A session. */
  InitSession session() throws IOException {
    Process process = rawSession();
    return InitSession.open(process.getInputStream(), process.getOutputStream());
  }

  /** PID 1 of the sandbox, as this side sees it. */
  ProcessHandle first() {
    return first;
  }

  /** How many processes the sandbox has when its session has ended. */
  int afterSession() {
    return place == Place.FIRST ? 0 : 1;
  }

  /** How many processes the sandbox's user has, dead and unreaped ones with them. */
  long processes() {
    return names().size();
  }

  /** How many of them are not kriterion-init's own. */
  long programs() {
    return names().stream().filter(name -> !name.startsWith("kriterion-")).count();
  }

  private List<String> names() {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries.flatMap(process -> nameOfOurs(process).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> nameOfOurs(Path process) {
    try {
      String status = Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1);
      return status.contains("Uid:\t" + user + "\t")
          ? Optional.of(status.substring("Name:\t".length(), status.indexOf('\n')))
          : Optional.empty();
    } catch (IOException noProcessOrEnded) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    // Its parent, the holder, reaps it and ends; in the other order nobody might.
    first.destroy();
    holder.onExit().orTimeout(30, SECONDS).join();
    started.forEach(InitSandbox::end);
    run("rm", "-rf", home.toString());
  }

  /** A step within limits that no honest program of these tests reaches. */
  static StepCommand command(List<String> argv) {
    return command(argv, Duration.ofSeconds(60), Duration.ofSeconds(20), 64 << 20);
  }

  static StepCommand command(List<String> argv, Duration wall, Duration cpu, long output) {
    return new StepCommand(
        argv, Map.of("PATH", "/usr/bin:/bin"), "", wall, cpu, output, 1 << 20, PROCESSES);
  }

  /** A step's end and its two outputs. */
  record Outcome(StepExit exit, String stdout, String stderr) {}

  static Outcome run(InitSession session, StepCommand command, byte[] stdin) {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    StepExit exit =
        session.run(
            command,
            new StepInput.Content(Bytes.of(stdin)),
            (error, bytes) -> (error ? stderr : stdout).writeBytes(bytes));
    return new Outcome(
        exit,
        stdout.toString(StandardCharsets.ISO_8859_1),
        stderr.toString(StandardCharsets.ISO_8859_1));
  }

  static Outcome shell(InitSession session, String script) {
    return run(session, command(List.of("sh", "-c", script)), new byte[0]);
  }

  /** Runs the program that counts: no process of an earlier step is left. */
  void assertNobodyIsLeft(InitSession session) {
    Outcome census = run(session, command(misbehave("census")), new byte[0]);
    assertThat(census.stdout()).isEqualTo("0\n");
  }

  private static List<String> asUser(int user) {
    return List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups");
  }

  private static void copyInit(Path target) throws IOException {
    try (InputStream binary =
        Objects.requireNonNull(InitSandbox.class.getResourceAsStream("kriterion-init"))) {
      Files.copy(binary, target);
    }
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static boolean mayUnshare() throws InterruptedException {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
          && new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "setpriv", "true")
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  private static void end(Process process) {
    process.destroyForcibly().onExit().orTimeout(30, SECONDS).join();
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.onExit().orTimeout(30, SECONDS).join().exitValue()).isZero();
  }
}
