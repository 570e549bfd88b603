package io.kriterion.cri.stream;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts given certificates themselves, and what they have issued for the host at hand. */
final class PinnedTrust extends X509ExtendedTrustManager {

  private final List<X509Certificate> pinned;
  private final X509ExtendedTrustManager issued;

  PinnedTrust(List<X509Certificate> pinned) throws GeneralSecurityException, IOException {
    this.pinned = pinned;
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (X509Certificate certificate : pinned) {
      store.setCertificateEntry("pinned-" + store.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    this.issued = only(factory.getTrustManagers());
  }

  private static X509ExtendedTrustManager only(TrustManager[] managers)
      throws GeneralSecurityException {
    for (TrustManager manager : managers) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("the JDK checks no certificates");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (chain.length > 0 && pinned.contains(chain[0])) {
      chain[0].checkValidity();
    } else {
      issued.checkServerTrusted(chain, authType, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw notHere();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw notHere();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw notHere();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw notHere();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw notHere();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return issued.getAcceptedIssuers();
  }

  private static CertificateException notHere() {
    return new CertificateException("only servers are checked, with their host");
  }
}
