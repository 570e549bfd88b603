package io.kriterion.grader.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.config.ApiSettings;
import io.kriterion.grader.error.GraderException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The socket's file: made, taken over from a dead process, left to a living one, removed. */
@Timeout(60)
class ApiSocketTest {

  @TempDir private Path directory = Path.of("");

  private static ApiServer start(Api of, Path socket, Optional<String> group) {
    return ApiServer.start(
        new ApiSettings(socket, group, Optional.empty(), List.of(), Api.LARGEST), of.parts);
  }

  private static List<Path> files(Path in) throws Exception {
    try (Stream<Path> files = Files.list(in)) {
      return files.toList();
    }
  }

  @Test
  void theSocketHasItsModeFromTheBeginningAndGoesWithTheServer() throws Exception {
    Path place = directory.resolve("made/for/it");
    try (Api api = new Api(place)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(api.socket)))
          .isEqualTo("rw-rw----");
      assertThat(api.submit("k")).isNotEmpty();
      assertThat(files(place)).as("nothing else is left").hasSize(2);
      api.server.close();
      assertThat(api.socket).doesNotExist();
      api.server.close();
    }
  }

  @Test
  void aSocketThatADeadProcessLeftIsTakenOver() throws Exception {
    Path socket = directory.resolve("node.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(Files.exists(socket)).isTrue();
    try (Api api = new Api(directory)) {
      assertThat(api.submit("k")).isNotEmpty();
    }
  }

  @Test
  void aSocketThatAnswersIsLeftAlone() throws Exception {
    try (Api api = new Api(directory)) {
      assertThatThrownBy(() -> start(api, api.socket, Optional.empty()))
          .isInstanceOf(GraderException.class)
          .hasMessageContaining("somebody answers on " + api.socket)
          .hasMessageNotContaining("\n");
      assertThat(api.submit("k")).isNotEmpty();
      assertThat(files(directory)).hasSize(2);
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "precious");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    try (Api api = new Api(directory)) {
      for (Path taken : List.of(file, link, directory)) {
        assertThatThrownBy(() -> start(api, taken, Optional.empty()))
            .isInstanceOf(GraderException.class)
            .hasMessageContaining("is no socket");
      }
      assertThat(file).hasContent("precious");
    }
  }

  @Test
  void aSocketThatAnotherHasPutInItsPlaceStays() throws Exception {
    try (Api api = new Api(directory)) {
      Files.delete(api.socket);
      try (ApiServer successor = start(api, api.socket, Optional.empty())) {
        api.server.close();
        assertThat(Files.exists(api.socket)).isTrue();
        assertThat(successor.port()).isEmpty();
      }
      assertThat(Files.exists(api.socket, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
  }

  @Test
  void theGroupGetsIt() throws Exception {
    String own = Files.readAttributes(directory, PosixFileAttributes.class).group().getName();
    boolean isRoot = ProcessHandle.current().info().user().orElse("").equals("root");
    assumeTrue(isRoot || !own.isEmpty());
    String group = isRoot ? "daemon" : own;
    try (Api api = new Api(directory)) {
      Path socket = directory.resolve("other.sock");
      try (ApiServer server = start(api, socket, Optional.of(group))) {
        assertThat(Files.readAttributes(socket, PosixFileAttributes.class).group().getName())
            .isEqualTo(group);
        assertThat(server.port()).isEmpty();
      }
      assertThatThrownBy(() -> start(api, socket, Optional.of("no-such-group")))
          .isInstanceOf(GraderException.class)
          .hasMessageContaining("there is no group no-such-group")
          .hasMessageNotContaining("\n");
      assertThat(files(directory)).as("nothing is left of it").hasSize(2);
    }
  }

  @Test
  void aPathThatIsTooLongIsRefused() throws Exception {
    try (Api api = new Api(directory)) {
      Path far = directory.resolve("x".repeat(100));
      assertThatThrownBy(() -> start(api, far.resolve("node.sock"), Optional.empty()))
          .isInstanceOf(GraderException.class)
          .hasMessageContaining("too long a path");
      assertThat(files(far)).isEmpty();
    }
  }
}
