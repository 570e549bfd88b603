package io.kriterion.client;

import io.grpc.netty.GrpcSslContexts;
import io.kriterion.client.GraderClientException.Code;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Which certificates a node on the network is trusted by. */
final class Trust {

  private Trust() {}

  /**
   * TLS by the JDK.
   *
   * @param certificates a PEM file; empty: what Java trusts
   * @throws GraderClientException of code INVALID if the file cannot be used
   */
  static SslContext context(Optional<Path> certificates) {
    SslContextBuilder builder =
        GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
    certificates.ifPresent(file -> builder.trustManager(read(file)));
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new GraderClientException(Code.INTERNAL, "TLS cannot be used: " + e.getMessage(), e);
    }
  }

  private static X509Certificate[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate[] found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      if (found.length == 0) {
        throw invalid(file, "holds no certificate (expected: PEM)", null);
      }
      return found;
    } catch (IOException e) {
      throw invalid(file, "cannot be read: " + e, e);
    } catch (CertificateException e) {
      throw invalid(file, "holds no certificates that can be read (expected: PEM)", e);
    }
  }

  private static GraderClientException invalid(
      Path file, String problem, @org.jspecify.annotations.Nullable Exception cause) {
    return new GraderClientException(Code.INVALID, "certificates " + file + " " + problem, cause);
  }
}
