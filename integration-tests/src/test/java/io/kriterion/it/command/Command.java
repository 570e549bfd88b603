package io.kriterion.it.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One running {@code bin/kriterion}. Closing it kills it if it still runs. */
public final class Command implements AutoCloseable {

  /** Longer than anything that a test asks for, also on a busy machine. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * How it ended.
   *
   * @param code its exit code; 128 and the signal's number where a signal ended it
   * @param stdout what it printed, without what was read by {@link #nextLine} before
   */
  public record Ended(int code, String stdout, String stderr) {

    /** It ended with this code, and said why in one line of its own with these words. */
    public void assertRefused(int expected, String... words) {
      assertThat(code).as(this::toString).isEqualTo(expected);
      assertThat(errors())
          .as(this::toString)
          .singleElement()
          .satisfies(line ->
              assertThat(line)
                  .startsWith("kriterion: ")
                  .contains(words)
                  .doesNotContain("Exception", "internal fault"));
    }

    /** The lines that it wrote to standard error. */
    public List<String> errors() {
      return stderr.lines().toList();
    }
  }

  private final Process process;
  private final BufferedReader stdout;
  private final File stderr;

  private Command(Process process, File stderr) {
    this.process = process;
    this.stdout = process.inputReader(UTF_8);
    this.stderr = stderr;
  }

  /** Starts it with these arguments. */
  public static Command start(Object... arguments) throws IOException {
    return startWith(Map.of(), arguments);
  }

  /** Starts it with these variables added to the environment. */
  public static Command startWith(Map<String, String> environment, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    // a shell that started the tests in the background had it ignore Ctrl-C, and would pass that on
    command.addAll(List.of("env", "--default-signal=INT,TERM"));
    command.add(home().resolve("bin/kriterion").toString());
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    File stderr = Files.createTempFile("it-stderr-", ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectError(stderr);
    builder.environment().putAll(environment);
    return new Command(builder.start(), stderr);
  }

  /** Runs it to its end. */
  public static Ended run(Object... arguments) throws IOException, InterruptedException {
    try (Command command = start(arguments)) {
      return command.await();
    }
  }

  /** This checkout. */
  public static Path home() {
    return Path.of(System.getProperty("kriterion.home", "..")).toAbsolutePath().normalize();
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** The next line that it prints; null at the end. Blocks until there is one. */
  public @Nullable String nextLine() {
    try {
      return stdout.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits a while for its end; true when it ended. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sends a signal, as {@code kill} names it. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    kill.waitFor();
  }

  /** Reads the rest of its output and waits for its end. */
  public Ended await() throws IOException, InterruptedException {
    // the deadline ends the process, and the process ends the output
    Thread deadline =
        Thread.ofVirtual()
            .start(() -> {
              try {
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    StringBuilder rest = new StringBuilder();
    for (String line = nextLine(); line != null; line = nextLine()) {
      rest.append(line).append('\n');
    }
    int code = process.waitFor();
    deadline.join();
    return new Ended(code, rest.toString(), Files.readString(stderr.toPath(), UTF_8));
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(stderr.toPath());
  }
}
