package io.kriterion.grader.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.config.ListenAddress;
import io.kriterion.grader.doctor.Finding.Level;
import io.kriterion.grader.process.ClosedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a node runs, by real sockets. */
class NodeCheckTest {

  @TempDir private Path directory = Path.of("");

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private List<Finding> look(int port) {
    return new NodeCheck(
            directory.resolve("node.sock"), Map.of("metrics", new ListenAddress("127.0.0.1", port)))
        .look();
  }

  private ServerSocketChannel node() throws IOException {
    ServerSocketChannel node = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    node.bind(UnixDomainSocketAddress.of(directory.resolve("node.sock")));
    return node;
  }

  @Test
  void withoutANodeItsPortsShouldBeFree() throws IOException {
    try (ServerSocket other = listening();
        ClosedPort closed = ClosedPort.take()) {
      assertThat(look(other.getLocalPort()))
          .extracting(Finding::level)
          .containsExactly(Level.OK, Level.WARNING);
      assertThat(look(closed.number())).extracting(Finding::level).containsOnly(Level.OK);
    }
  }

  @Test
  void withANodeTheyShouldBeOpen() throws IOException {
    try (ServerSocketChannel node = node();
        ServerSocket metrics = listening();
        ClosedPort closed = ClosedPort.take()) {
      assertThat(node.isOpen()).isTrue();
      assertThat(look(metrics.getLocalPort())).extracting(Finding::level).containsOnly(Level.OK);
      assertThat(look(closed.number()))
          .extracting(Finding::level)
          .containsExactly(Level.OK, Level.WARNING);
    }
  }

  @Test
  void aSocketThatNobodyListensAtIsAWarning() throws IOException {
    node().close();
    assertThat(look(0))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.WARNING);
          assertThat(finding.found()).contains("node.sock is there");
        });
  }
}
