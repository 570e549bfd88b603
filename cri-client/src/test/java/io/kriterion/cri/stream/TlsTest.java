package io.kriterion.cri.stream;

import static io.kriterion.cri.stream.StreamFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stream servers with TLS; the certificates are made by the JDK's keytool for these tests. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before all tests
class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path keys;
  @TempDir private Path directory;

  /** For another name; of the loopback; issued by the authority for the loopback; expired. */
  private static KeyStore elsewhere;

  private static KeyStore loopback;
  private static KeyStore issued;
  private static KeyStore expired;

  @BeforeAll
  static void makeKeys() throws Exception {
    elsewhere = selfSigned("elsewhere", "-ext", "SAN=dns:elsewhere.example");
    loopback = selfSigned("loopback", "-ext", "SAN=ip:127.0.0.1");
    expired =
        selfSigned("expired", "-ext", "SAN=ip:127.0.0.1", "-startdate", "-30d", "-validity", "10");
    selfSigned("authority", "-ext", "bc:c");
    selfSigned("server");
    Path request = keys.resolve("server.csr");
    Path answer = keys.resolve("server.crt");
    keytool("server", "-certreq", "-file", request.toString());
    keytool(
        "authority",
        "-gencert",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-infile",
        request.toString(),
        "-outfile",
        answer.toString());
    keytool("authority", "-exportcert", "-rfc", "-file", keys.resolve("authority.pem").toString());
    Path authority = keys.resolve("authority.pem");
    keytool("server", "-importcert", "-noprompt", "-alias", "ca", "-file", authority.toString());
    keytool("server", "-importcert", "-noprompt", "-file", answer.toString());
    issued = load("server");
  }

  private static KeyStore selfSigned(String name, String... more) throws Exception {
    String[] all = new String[more.length + 5];
    System.arraycopy(
        new String[] {"-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    keytool(name, all);
    return load(name);
  }

  private static void keytool(String store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", keys.resolve(store).toString(), "-storepass", PASSWORD));
    if (!command.contains("-alias")) {
      command.addAll(List.of("-alias", "it"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(keys.resolve("log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(keys.resolve("log"))).isZero();
  }

  private static KeyStore load(String name) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys.resolve(name))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static X509Certificate certificate(KeyStore store) throws GeneralSecurityException {
    return (X509Certificate) store.getCertificate("it");
  }

  private StreamFixture serving(KeyStore store, StreamTrust trust) throws Exception {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    StreamFixture fixture =
        new StreamFixture(
            directory, Duration.ofSeconds(20), StreamOptions.loopback().withTrust(trust));
    fixture.streaming().tls(context);
    return fixture;
  }

  private static StreamTrust trust(KeyStore store) throws GeneralSecurityException {
    return StreamTrust.certificates(List.of(certificate(store)));
  }

  private static void works(StreamFixture fixture, Transport transport) throws Exception {
    byte[] sent = new byte[2_000_000];
    new Random(5).nextBytes(sent);
    fixture.program(
        "echo",
        (in, out, err) -> {
          out.write(in.readNBytes(sent.length));
          return 3;
        });
    try (ExecSession session = fixture.exec(fixture.spec("echo", transport).withStdin(true))) {
      session.stdin().write(sent);
      assertThat(session.stdout().readAllBytes()).isEqualTo(sent);
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasWrittenBeforeLeavingArrives(Transport transport) throws Exception {
    Talkative program = Talkative.allTheWhile();
    try (StreamFixture fixture = serving(loopback, trust(loopback))) {
      fixture.container(program);
      AttachSpec spec = AttachSpec.outputs().withTransport(transport).withStdin(true);
      try (AttachSession session = fixture.attach(spec)) {
        assertThat(program.hearsBeforeClose(session)).isTrue();
      }
    }
  }

  private static void isRefused(StreamFixture fixture, String message) {
    for (Transport transport : Transport.values()) {
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> fixture.exec(fixture.spec("greet", transport)).close())
          .withMessageContaining(message)
          .matches(e -> e.code() == CriStreamCode.NOT_TRUSTED && e.retrySafe(), "not trusted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pinnedCertificateIsTrustedWhateverItsName(Transport transport) throws Exception {
    try (StreamFixture fixture = serving(elsewhere, trust(elsewhere))) {
      works(fixture, transport);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pinnedAuthorityIsTrustedForTheHost(Transport transport) throws Exception {
    try (StreamFixture fixture = serving(issued, StreamTrust.pem(keys.resolve("authority.pem")))) {
      works(fixture, transport);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyoneIsTrustedWhereThatWasAskedFor(Transport transport) throws Exception {
    try (StreamFixture fixture = serving(elsewhere, StreamTrust.unsafeAnyone())) {
      works(fixture, transport);
    }
  }

  @Test
  void anotherCertificateIsRefused() throws Exception {
    try (StreamFixture fixture = serving(loopback, trust(elsewhere))) {
      isRefused(fixture, "the runtime's stream server is not trusted: ");
    }
  }

  @Test
  void expiredCertificateIsRefusedThoughPinned() throws Exception {
    try (StreamFixture fixture = serving(expired, trust(expired))) {
      isRefused(fixture, "the runtime's stream server is not trusted: ");
    }
  }

  @Test
  void certificateOfTheAuthorityForAnotherHostIsRefused() throws Exception {
    Path request = keys.resolve("other.csr");
    Path answer = keys.resolve("other.crt");
    selfSigned("other");
    keytool("other", "-certreq", "-file", request.toString());
    keytool(
        "authority",
        "-gencert",
        "-ext",
        "SAN=dns:elsewhere.example",
        "-infile",
        request.toString(),
        "-outfile",
        answer.toString());
    Path authority = keys.resolve("authority.pem");
    keytool("other", "-importcert", "-noprompt", "-alias", "ca", "-file", authority.toString());
    keytool("other", "-importcert", "-noprompt", "-file", answer.toString());
    try (StreamFixture fixture = serving(load("other"), StreamTrust.pem(authority))) {
      isRefused(fixture, "127.0.0.1");
    }
  }

  @Test
  void tlsWithoutTrustIsRefusedBeforeAnythingIsSent() throws Exception {
    try (StreamFixture fixture = serving(loopback, StreamTrust.none())) {
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> fixture.exec(fixture.spec("greet", Transport.SPDY)).close())
          .withMessageContaining("StreamOptions.withTrust")
          .matches(e -> e.code() == CriStreamCode.ADDRESS_REFUSED, "refused");
    }
  }

  @Test
  void serverThatSpeaksNoTlsIsRefused() throws Exception {
    try (StreamFixture fixture =
        new StreamFixture(
            directory,
            Duration.ofSeconds(20),
            StreamOptions.loopback().withTrust(StreamTrust.unsafeAnyone()))) {
      ExecSpec spec = fixture.spec("greet", Transport.SPDY);
      String plain = fixture.client.runtime().execUrl(StreamFixture.CONTAINER, spec).toString();
      URI address = URI.create(plain.replace("http:", "https:"));
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> fixture.client.streams().execAt(address, spec).close())
          .withMessage("Exec: the runtime's stream server does not speak TLS")
          .matches(e -> e.code() == CriStreamCode.NOT_TRUSTED, "not trusted");
    }
  }

  @Test
  void noCertificateIsNoTrust() throws Exception {
    assertThatIllegalArgumentException().isThrownBy(() -> StreamTrust.certificates(List.of()));
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    assertThatIllegalArgumentException().isThrownBy(() -> StreamTrust.pem(empty));
    Path garbage =
        Files.writeString(directory.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nx");
    assertThatIllegalArgumentException().isThrownBy(() -> StreamTrust.pem(garbage));
  }
}
