package io.kriterion.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kriterion.client.GraderClientException.Code;
import io.kriterion.client.fake.FakeNode;
import io.kriterion.client.fake.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node on the network; the certificates are made for these tests. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before all tests
class TlsTest {

  private static final String TOKEN = "s3cret-token";

  @TempDir private static Path directory;
  private static TestKeys trusted;
  private static TestKeys elsewhere;
  private static FakeNode node;

  @BeforeAll
  static void start() throws Exception {
    trusted = TestKeys.make(directory, "loopback", "ip:127.0.0.1");
    elsewhere = TestKeys.make(directory, "elsewhere", "dns:elsewhere.example");
    node = FakeNode.startTls(trusted.managers(), TOKEN);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static ClientOptions options(String token) {
    return ClientOptions.ofAddress("127.0.0.1", node.port(), token)
        .withTrustedCertificates(trusted.certificate());
  }

  private static GraderClientException failure(ClientOptions options) {
    return catchThrowableOfType(
        GraderClientException.class,
        () -> {
          try (GraderClient client = GraderClient.connect(options)) {
            client.nodes();
          }
        });
  }

  @Test
  void theTokenComesWithEveryCall() {
    try (GraderClient client = GraderClient.connect(options(TOKEN))) {
      assertThat(client.nodes()).hasSize(1);
      String task = client.submit(NewTask.builder(new byte[] {1}).build()).task();
      try (Follow follow = client.follow(task)) {
        assertThat(follow.next().body()).isEqualTo(new Body.Accepted());
      }
    }
  }

  @Test
  void anotherTokenIsRefused() {
    GraderClientException failure = failure(options("wrong"));
    assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(failure).hasMessage("unknown token");
  }

  @Test
  void aCertificateThatIsNotTrustedGetsNoToken() throws Exception {
    int before = node.calls("ListNodes");
    for (ClientOptions options :
        new ClientOptions[] {
          options(TOKEN).withTrustedCertificates(elsewhere.certificate()),
          ClientOptions.ofAddress("127.0.0.1", node.port(), TOKEN)
        }) {
      GraderClientException failure = failure(options);
      assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(failure.getMessage())
          .startsWith("the node at 127.0.0.1:" + node.port() + " does not answer (")
          .doesNotContain("\n")
          .doesNotContain(TOKEN);
    }
    assertThat(node.calls("ListNodes")).isEqualTo(before);
  }

  @Test
  void aCertificateForAnotherNameIsRefused() {
    try (FakeNode other = FakeNode.startTls(elsewhere.managers(), TOKEN)) {
      ClientOptions options =
          ClientOptions.ofAddress("127.0.0.1", other.port(), TOKEN)
              .withTrustedCertificates(elsewhere.certificate());
      assertThat(failure(options).code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(other.calls("ListNodes")).isZero();
    }
  }

  @Test
  void certificatesThatCannotBeReadAreOneClearLine() throws IOException {
    Path absent = directory.resolve("absent.pem");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    Path garbage =
        Files.writeString(directory.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nx");
    for (Path file : new Path[] {absent, empty, garbage}) {
      GraderClientException failure = failure(options(TOKEN).withTrustedCertificates(file));
      assertThat(failure.code()).isEqualTo(Code.INVALID);
      assertThat(failure.getMessage()).startsWith("certificates " + file).doesNotContain("\n");
    }
  }

  @Test
  void theTokenIsNeverShown() {
    assertThat(options(TOKEN).toString()).contains("127.0.0.1").doesNotContain(TOKEN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientOptions.ofAddress("h", 1, TOKEN + "\n"))
        .withMessageNotContaining(TOKEN);
    assertThatIllegalArgumentException().isThrownBy(() -> ClientOptions.ofAddress("h", 1, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> ClientOptions.ofAddress("h", 0, TOKEN));
    assertThatIllegalArgumentException().isThrownBy(() -> ClientOptions.ofAddress(" ", 1, TOKEN));
  }
}
