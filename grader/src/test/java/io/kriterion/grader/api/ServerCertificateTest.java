package io.kriterion.grader.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.config.ApiSettings.Tcp;
import io.kriterion.grader.config.ListenAddress;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.process.Poll;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are read at the start, and what is wrong with them is said. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before all tests
class ServerCertificateTest {

  @TempDir private static Path keys;
  private static TestCertificate one;
  private static TestCertificate other;

  @TempDir private Path directory;

  @BeforeAll
  static void makeCertificates() throws Exception {
    one = TestCertificate.make(keys, "one", "EC");
    other = TestCertificate.make(keys, "other", "EC");
  }

  private static void assertRefused(Path certificate, Path key, String problem) {
    assertThatThrownBy(() -> ServerCertificate.read(certificate, key))
        .isInstanceOf(GraderException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void everyUsualKindOfKeyIsRead(String algorithm) throws Exception {
    TestCertificate made = TestCertificate.make(directory, "a", algorithm);
    ServerCertificate read = ServerCertificate.read(made.certificate(), made.key());
    assertThat(read.chain()).hasSize(1);
    assertThat(read.toString()).isEqualTo("ServerCertificate[CN=a]");
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path none = directory.resolve("none");
    Path rsa = TestCertificate.make(directory, "rsa", "RSA").key();
    Path damaged =
        Files.writeString(
            directory.resolve("damaged"),
            Files.readString(one.key()).replaceFirst("\n.{10}", "\nAAAAAAAAAA"));
    assertRefused(none, one.key(), "none: there is no such file");
    assertRefused(one.certificate(), none, "none: there is no such file");
    assertRefused(empty, one.key(), "empty: ");
    assertRefused(one.key(), one.key(), "one.key: ");
    assertRefused(one.certificate(), empty, "empty: no private key in PEM and PKCS 8");
    assertRefused(one.certificate(), one.certificate(), "one.crt: no private key");
    assertRefused(one.certificate(), other.key(), "other.key: is not the key of the certificate");
    assertRefused(one.certificate(), rsa, "rsa.key: is not a key such as that of");
    assertRefused(one.certificate(), damaged, "damaged: is not a key such as that of");
    assertRefused(directory, one.key(), directory + ": cannot be read");
  }

  private static String subject(CertificateFiles files) {
    return files.keys().getCertificateChain(alias(files))[0].getSubjectX500Principal().getName();
  }

  private static String alias(CertificateFiles files) {
    return files.keys().chooseEngineServerAlias("EC", null, null);
  }

  @Test
  void aNewCertificateIsUsedWhenBothFilesAreItsOwn() throws Exception {
    TestCertificate node = one.copyTo(directory, "node");
    CertificateFiles files = new CertificateFiles(node.tcp());
    files.look();
    assertThat(subject(files)).isEqualTo("CN=one");
    TestCertificate.copy(other.certificate(), node.certificate());
    files.look();
    assertThat(subject(files)).isEqualTo("CN=one");
    TestCertificate.copy(other.key(), node.key());
    files.look();
    assertThat(subject(files)).isEqualTo("CN=other");
    assertThat(files.keys().getPrivateKey(alias(files)))
        .isEqualTo(ServerCertificate.read(other.certificate(), other.key()).key());
    Files.delete(node.certificate());
    files.look();
    assertThat(subject(files)).isEqualTo("CN=other");
    TestCertificate.make(directory, "expired", "EC", "-100d").copyTo(directory, "node");
    files.look();
    assertThat(subject(files)).isEqualTo("CN=other");
    TestCertificate.copy(one.certificate(), node.certificate());
    Files.writeString(node.key(), Files.readString(one.key()));
    files.look();
    assertThat(subject(files)).isEqualTo("CN=one");
  }

  private static String served(int port) {
    try {
      SSLContext trusting = SSLContext.getInstance("TLS");
      trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      try (SSLSocket socket =
          (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
        socket.startHandshake();
        return socket.getSession().getPeerPrincipal().getName();
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aServerShowsTheNewCertificateWithoutARestart() throws Exception {
    Tcp tcp = one.copyTo(directory, "node").tcp();
    try (Api api =
        new Api(Api.settings(directory, Optional.of(tcp), List.of()), Duration.ofSeconds(60))) {
      int port = api.server.port().orElseThrow();
      assertThat(served(port)).isEqualTo("CN=one");
      other.copyTo(directory, "node");
      AtomicReference<String> seen = new AtomicReference<>("");
      Poll.until(
          () -> {
            seen.set(served(port));
            return seen.get().equals("CN=other");
          },
          Duration.ofSeconds(60));
      assertThat(seen).hasValue("CN=other");
    }
  }

  @Test
  void anAddressThatCannotBeHadIsSaidAndNothingIsLeft() throws Exception {
    try (Api api = new Api(directory);
        ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      ListenAddress same = new ListenAddress("127.0.0.1", taken.getLocalPort());
      ListenAddress nowhere = new ListenAddress("no-such-host.invalid", 1);
      for (ListenAddress address : List.of(same, nowhere)) {
        Tcp tcp = new Tcp(address, one.certificate(), one.key());
        Path place = directory.resolve("other");
        assertThatThrownBy(
                () -> ApiServer.start(Api.settings(place, Optional.of(tcp), List.of()), api.parts))
            .isInstanceOf(GraderException.class)
            .hasMessageContaining("the API cannot listen on " + address)
            .hasMessageNotContaining("\n");
        assertThat(place).isEmptyDirectory();
      }
    }
  }
}
