package io.kriterion.grader.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.config.ApiSettings.Tcp;
import io.kriterion.grader.config.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate of the loopback's, made by the JDK's keytool.
 *
 * @param certificate PEM; it is its own authority
 * @param key PEM, PKCS 8
 */
record TestCertificate(Path certificate, Path key) {

  private static final String PASSWORD = "changeit";

  static TestCertificate make(Path directory, String name, String algorithm) throws Exception {
    return make(directory, name, algorithm, "-0d");
  }

  /** One that begins to hold then, in keytool's words, for 90 days. */
  static TestCertificate make(Path directory, String name, String algorithm, String since)
      throws Exception {
    Path store = directory.resolve(name + ".p12");
    Path log = directory.resolve(name + ".log");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-startdate",
                since,
                "-alias",
                name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(Files.readString(log)).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new TestCertificate(
        pem(
            directory.resolve(name + ".crt"),
            "CERTIFICATE",
            keys.getCertificate(name).getEncoded()),
        pem(
            directory.resolve(name + ".key"),
            "PRIVATE KEY",
            keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path file, String what, byte[] content) throws Exception {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  /** A place on the loopback that shows it, at a port that is free. */
  Tcp tcp() {
    return new Tcp(new ListenAddress("127.0.0.1", 0), certificate, key);
  }

  /** The same in other files, each put in the place of what is there. */
  TestCertificate copyTo(Path directory, String name) throws IOException {
    return new TestCertificate(
        copy(certificate, directory.resolve(name + ".crt")),
        copy(key, directory.resolve(name + ".key")));
  }

  /** Puts a copy in the place of what is there, in one moment. */
  static Path copy(Path from, Path to) throws IOException {
    Path beside = to.resolveSibling("new");
    Files.copy(from, beside);
    return Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
