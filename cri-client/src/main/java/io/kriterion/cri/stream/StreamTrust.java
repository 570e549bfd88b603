package io.kriterion.cri.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates a stream server with TLS may show. Immutable. */
public final class StreamTrust {

  private static final StreamTrust NONE = new StreamTrust(null);

  private final @Nullable SSLContext context;

  private StreamTrust(@Nullable SSLContext context) {
    this.context = context;
  }

  /** None: addresses with {@code https} are refused. */
  public static StreamTrust none() {
    return NONE;
  }

  /**
   * A server that shows one of these certificates, whatever name is in it, or one that was issued
   * by one of these for the host of the address. Both must be valid at the time.
   *
   * @throws IllegalArgumentException if there is none, or one that the JDK cannot use
   */
  public static StreamTrust certificates(Collection<X509Certificate> certificates) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("certificates: none (expected: at least one)");
    }
    try {
      return of(new PinnedTrust(List.copyOf(certificates)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("certificates that cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #certificates}, from a file.
   *
   * @param file one or more certificates in PEM
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it holds no certificate
   */
  public static StreamTrust pem(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) each);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(file + " holds no certificates: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no certificates");
    }
    return certificates(certificates);
  }

  /**
   * Any certificate of anybody: whoever is on the way can read and change everything. For the
   * certificates that containerd makes for itself, which nobody can know beforehand; better give it
   * one ({@code x509_key_pair_streaming}) and use {@link #certificates}.
   */
  public static StreamTrust unsafeAnyone() {
    try {
      return of(new UnsafeTrust());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without TLS", e);
    }
  }

  private static StreamTrust of(TrustManager manager) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {manager}, null);
    return new StreamTrust(context);
  }

  /** Whether TLS is possible at all. */
  boolean any() {
    return context != null;
  }

  /** The client's side of a connection to a host. */
  SSLEngine engine(String host, int port) {
    if (context == null) {
      throw new IllegalStateException("no trust");
    }
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }
}
