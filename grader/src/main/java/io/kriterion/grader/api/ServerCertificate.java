package io.kriterion.grader.api;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server proves with who it is.
 *
 * @param chain its certificate, and those that issued it
 * @param key the certificate's private key; never shown
 */
record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  ServerCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both.
   *
   * @param certificate the chain, PEM
   * @param key the private key, PEM, PKCS 8, not encrypted
   * @throws GraderException NODE: one cannot be read, or they do not belong together
   */
  static ServerCertificate read(Path certificate, Path key) {
    List<X509Certificate> chain = chain(certificate);
    PublicKey known = chain.getFirst().getPublicKey();
    Matcher pem = PKCS8.matcher(new String(bytes(key), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw failure(key + ": no private key in PEM and PKCS 8, not encrypted, is in it", null);
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      PrivateKey secret =
          KeyFactory.getInstance(known.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (belongTogether(known, secret)) {
        return new ServerCertificate(chain, secret);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // the cause may tell of the key what nobody should know
      throw failure(key + ": is not a key such as that of the certificate " + certificate, null);
    }
    throw failure(key + ": is not the key of the certificate " + certificate, null);
  }

  private static List<X509Certificate> chain(Path file) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))) {
        chain.add((X509Certificate) one);
      }
    } catch (CertificateException e) {
      throw failure(file + ": is no certificate in PEM", e);
    }
    if (chain.isEmpty()) {
      throw failure(file + ": there is no certificate in it", null);
    }
    return chain;
  }

  private static boolean belongTogether(PublicKey known, PrivateKey secret)
      throws GeneralSecurityException {
    String algorithm =
        switch (known.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> known.getAlgorithm();
        };
    byte[] text = "kriterion".getBytes(StandardCharsets.UTF_8);
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(secret);
    signing.update(text);
    Signature checking = Signature.getInstance(algorithm);
    checking.initVerify(known);
    checking.update(text);
    return checking.verify(signing.sign());
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw failure(file + ": there is no such file; the API on the network needs it", e);
    } catch (IOException e) {
      throw failure(file + ": cannot be read: " + e, e);
    }
  }

  private static GraderException failure(String message, @Nullable Throwable cause) {
    return new GraderException(FailureClass.NODE, message, cause);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ServerCertificate[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
