package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.fake.FakeProgram;
import io.kriterion.cri.v1.RuntimeCondition;
import io.kriterion.cri.v1.RuntimeHandler;
import io.kriterion.cri.v1.RuntimeStatus;
import io.kriterion.cri.v1.StatusResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The conformance kit on the fake runtime: what others test with behaves like what they run on. */
final class FakeConformanceTest {

  private static final String NO_PROCESSES = "a fake container runs no process";

  private static final Map<Trait, String> LACKS =
      Map.ofEntries(
          Map.entry(Trait.REAL_PROCESSES, NO_PROCESSES),
          Map.entry(Trait.KERNEL_VIEW, NO_PROCESSES),
          Map.entry(Trait.MAIN_PROCESS, NO_PROCESSES),
          Map.entry(Trait.TERMINAL_SIZE, "the fake notes the sizes and has no terminal"),
          Map.entry(Trait.UNREAD_INPUT_HANGS, "the fake reads no further than its program"),
          Map.entry(Trait.PORT_FORWARD, "a fake pod has no network"),
          Map.entry(Trait.KILLED_EXEC_ENDS, NO_PROCESSES),
          Map.entry(Trait.MOUNTS, NO_PROCESSES),
          Map.entry(Trait.MEMORY_LIMIT, NO_PROCESSES),
          Map.entry(Trait.STATISTICS, NO_PROCESSES),
          Map.entry(Trait.PULLS, "the fake has every image that it is asked for"));

  @TempDir private static Path directory = Path.of("");
  private static @Nullable TestedFake fake;

  @BeforeAll
  static void start() {
    fake = new TestedFake(directory.resolve("cri.sock"));
  }

  @AfterAll
  static void stop() {
    if (fake != null) {
      fake.close();
    }
  }

  private static TestedRuntime fake() {
    return Objects.requireNonNull(fake, "fake");
  }

  @Nested
  final class Exec extends ExecConformance {
    @Override
    protected TestedRuntime runtime() {
      return fake();
    }
  }

  @Nested
  final class RuntimeInfo extends RuntimeInfoConformance {
    @Override
    protected TestedRuntime runtime() {
      return fake();
    }
  }

  @Nested
  final class PodSandbox extends PodSandboxConformance {
    @Override
    protected TestedRuntime runtime() {
      return fake();
    }
  }

  @Nested
  final class Container extends ContainerConformance {
    @Override
    protected TestedRuntime runtime() {
      return fake();
    }
  }

  @Nested
  final class ExecSync extends ExecSyncConformance {
    @Override
    protected TestedRuntime runtime() {
      return fake();
    }
  }

  @Nested
  final class Event extends EventConformance {
    @Override
    protected TestedRuntime runtime() {
      return fake();
    }
  }

  /* The fake, with the probe's commands as far as they need no process. */
  private static final class TestedFake implements TestedRuntime, AutoCloseable {

    private final FakeCriServer server;
    private final CriClient client;

    TestedFake(Path socket) {
      server = FakeCriServer.start(socket);
      server.runtime().status = ready();
      server.streaming().command(Probe.PATH, TestedFake::probe);
      client = CriClient.connect(socket);
    }

    private static StatusResponse ready() {
      RuntimeCondition.Builder good = RuntimeCondition.newBuilder().setStatus(true);
      return StatusResponse.newBuilder()
          .setStatus(
              RuntimeStatus.newBuilder()
                  .addConditions(good.setType("RuntimeReady").build())
                  .addConditions(good.setType("NetworkReady").build()))
          .addRuntimeHandlers(RuntimeHandler.newBuilder().setName("fake"))
          .build();
    }

    private static FakeProgram probe(List<String> arguments) {
      int number = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 0;
      return switch (arguments.getFirst()) {
        case "exit" -> (in, out, err) -> number;
        case "cat" ->
            (in, out, err) -> {
              in.transferTo(out);
              return 0;
            };
        case "pattern" -> (in, out, err) -> write(out, number);
        case "gate" -> (in, out, err) -> in.read() < 0 ? 91 : write(out, number);
        case "both" ->
            (in, out, err) -> {
              out.write("out\n".getBytes(UTF_8));
              err.write("err\n".getBytes(UTF_8));
              return number;
            };
        case "answer" -> (in, out, err) -> answer(in, out);
        default -> throw new IllegalArgumentException("the fake has no command " + arguments);
      };
    }

    private static int write(OutputStream out, int size) throws IOException {
      byte[] pattern = Probe.pattern(size);
      int piece = 64 << 10;
      for (int at = 0; at < size; at += piece) {
        out.write(pattern, at, Math.min(piece, size - at));
      }
      return 0;
    }

    private static int answer(InputStream in, OutputStream out) throws IOException {
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
      int answered = 0;
      for (String line = lines.readLine();
          line != null && !line.equals("quit");
          line = lines.readLine()) {
        out.write(("got " + line + "\n").getBytes(UTF_8));
        answered++;
      }
      return answered + 4;
    }

    @Override
    public CriClient client() {
      return client;
    }

    @Override
    public String handler() {
      return "fake";
    }

    @Override
    public String image() {
      return "probe";
    }

    @Override
    public String onHost(String... command) {
      throw new UnsupportedOperationException(NO_PROCESSES);
    }

    @Override
    public Optional<String> lack(Trait trait) {
      return Optional.ofNullable(LACKS.get(trait));
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }

    @Override
    public String toString() {
      return "the fake";
    }
  }
}
