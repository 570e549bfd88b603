package io.kriterion.grader.api;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.kriterion.grader.config.ApiSettings.Tcp;
import io.kriterion.grader.error.GraderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's certificate as its files have it, also after they were replaced: connections that are
 * made from then on see the new one. What cannot be used, or is not valid now, is logged, and the
 * one before stays; that is so also while only one of the two files is the new one. Thread-safe.
 */
final class CertificateFiles {

  private static final Logger log = LoggerFactory.getLogger(CertificateFiles.class);

  private final Path certificate;
  private final Path key;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private String state;
  private String problem = "";

  /**
   * Reads them.
   *
   * @throws GraderException NODE: they cannot be used
   */
  CertificateFiles(Tcp tcp) {
    this.certificate = tcp.certificate();
    this.key = tcp.key();
    this.state = state();
    ServerCertificate read = ServerCertificate.read(certificate, key);
    use(read);
    whyNotValid(read).ifPresent(why -> log.warn("{}, clients will refuse it", why));
  }

  /** What proves to clients who the server is; always the newest. */
  X509ExtendedKeyManager keys() {
    return keys;
  }

  /** Reads them again if they have changed; blocks for the disk. */
  synchronized void look() {
    String now = state();
    if (now.equals(state)) {
      return;
    }
    try {
      ServerCertificate read = ServerCertificate.read(certificate, key);
      Optional<String> why = whyNotValid(read);
      if (why.isPresent()) {
        complain(why.get());
        return;
      }
      use(read);
      state = now;
      problem = "";
      log.info("{}: the new certificate is used from now on", certificate);
    } catch (GraderException e) {
      complain(String.valueOf(e.getMessage()));
    }
  }

  /* Once for each problem, however long it lasts. */
  private void complain(String why) {
    if (!why.equals(problem)) {
      log.warn("the new certificate is not used, but the one before: {}", why);
      problem = why;
    }
  }

  private void use(ServerCertificate read) {
    keys.updateIdentityCredentials(read.chain().toArray(X509Certificate[]::new), read.key());
  }

  private Optional<String> whyNotValid(ServerCertificate read) {
    try {
      read.chain().getFirst().checkValidity();
      return Optional.empty();
    } catch (CertificateException e) {
      return Optional.of(certificate + ": not valid now: " + e.getMessage());
    }
  }

  /* Changes whenever one of the files is another one, or written to. */
  private String state() {
    return state(certificate) + " " + state(key);
  }

  private static String state(Path file) {
    try {
      BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
      return read.fileKey() + "," + read.size() + "," + read.lastModifiedTime();
    } catch (IOException e) {
      return "none";
    }
  }
}
