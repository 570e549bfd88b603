package io.kriterion.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.command.OddContainerd.Oddity;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.TestNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runtimes that cannot serve: one clear line that says why and what to do, and nothing left. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class BadRuntimeTest {

  @TempDir private Path directory = Path.of("");

  private void assertRefused(Path socket, String... words)
      throws IOException, InterruptedException {
    assertRefused(Command.run("run", task(), "--endpoint", "unix://" + socket), words);
  }

  private static void assertRefused(Ended ended, String... words) {
    ended.assertRefused(3, words);
  }

  private Path task() throws IOException {
    return Tasks.script(directory, "echo hello");
  }

  @Test
  void socketThatIsNotThere() throws IOException, InterruptedException {
    assertRefused(directory.resolve("absent.sock"), "absent.sock", "containerd");
  }

  @Test
  void fileThatIsNoSocket() throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertRefused(file, file.toString());
  }

  @Test
  void socketThatNeverAnswers() throws IOException, InterruptedException {
    Path path = directory.resolve("silent.sock");
    try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(path));
      assertRefused(path, "silent.sock", "did not say its version");
    }
  }

  @Test
  void socketThatClosesEveryConnection() throws IOException, InterruptedException {
    Path path = directory.resolve("closing.sock");
    try (ServerSocketChannel closing = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      closing.bind(UnixDomainSocketAddress.of(path));
      // ends when the channel is closed
      Thread.ofVirtual().start(() -> closeAll(closing));
      assertRefused(path, "closing.sock");
    }
  }

  private static void closeAll(ServerSocketChannel server) {
    try {
      while (true) {
        try (SocketChannel connection = server.accept()) {
          assertThat(connection).isNotNull();
        }
      }
    } catch (AsynchronousCloseException e) {
      // the test is over
      return;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void containerdWithoutItsCri() throws IOException, InterruptedException {
    try (OddContainerd odd = OddContainerd.start(Oddity.NO_CRI)) {
      assertRefused(odd.socket(), "no CRI", "disabled_plugins");
    }
  }

  @Test
  void containerdWithoutAPodNetwork() throws IOException, InterruptedException {
    try (OddContainerd odd = OddContainerd.start(Oddity.NO_NETWORK)) {
      assertRefused(odd.socket(), "no pod network (CNI)", "kriterion containerd start");
    }
  }

  @Test
  void containerdWithARealNetwork() throws IOException, InterruptedException {
    try (OddContainerd odd = OddContainerd.start(Oddity.REAL_NETWORK)) {
      assertRefused(odd.socket(), "network", "--allow-network");
    }
  }

  @ParameterizedTest
  @CsvSource({"no-shim, shim", "no-binary, /nonexistent/runtime"})
  void handlerThatIsConfiguredAndNotInstalled(String handler, String word)
      throws IOException, InterruptedException {
    try (TestNode node = TestNode.start("base");
        OddContainerd odd = OddContainerd.start(Oddity.BROKEN_HANDLERS)) {
      odd.equipFrom(node.containerd().socket());
      Ended ended =
          Command.run("run", task(), "--endpoint", "unix://" + odd.socket(), "--runtime", handler);
      assertRefused(ended, word, "--runtime");
    }
  }
}
