package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream is opened, from the address that the runtime answered.
 *
 * @param socket host and port
 * @param tls whether to speak TLS
 * @param authority host and port as HTTP's Host header
 * @param host the host as the address has it
 * @param path path and query
 */
record StreamAddress(
    InetSocketAddress socket, boolean tls, String authority, String host, String path) {

  private static final int MAX_PORT = 65_535;

  /**
   * Checks an address.
   *
   * @param operation for the exception
   * @throws CriStreamException if it is none that the options allow
   */
  static StreamAddress of(URI url, String operation, StreamOptions options) {
    String host = url.getHost();
    boolean tls = "https".equals(url.getScheme());
    boolean valid = url.getPort() > 0 && url.getPort() <= MAX_PORT && url.getUserInfo() == null;
    if (!(tls || "http".equals(url.getScheme())) || host == null || !valid) {
      throw refused(operation, url, "is not of the form http://127.0.0.1:<port>/...");
    }
    if (tls && !options.trust().any()) {
      throw refused(
          operation,
          url,
          "speaks TLS, and no certificate is trusted (see StreamOptions.withTrust, or remove"
              + " enable_tls_streaming from containerd's config.toml)");
    }
    InetAddress address = loopback(host);
    if (address == null && options.allows(host, tls)) {
      address = lookUp(operation, url, host);
    }
    if (address == null) {
      throw refused(
          operation,
          url,
          "is not on this machine's loopback (set stream_server_address = \"127.0.0.1\" in"
              + " containerd's config.toml, or allow the host with StreamOptions)");
    }
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new StreamAddress(
        new InetSocketAddress(address, url.getPort()),
        tls,
        url.getRawAuthority(),
        host,
        path + query);
  }

  /** The address that a host name literally is, without asking any name service; null if none. */
  private static @Nullable InetAddress loopback(String host) {
    String literal = host.equals("localhost") ? "127.0.0.1" : host;
    if (!literal.matches("127(\\.[0-9]{1,3}){3}|\\[::1]")) {
      return null;
    }
    try {
      return InetAddress.getAllByName(literal)[0];
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static InetAddress lookUp(String operation, URI url, String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CriStreamException(
          operation, CriStreamCode.UNREACHABLE, name(url) + " has a host nobody knows", true, e);
    }
  }

  private static String name(URI url) {
    // without the path: its last part is the key to the stream
    return "the runtime's stream server at "
        + url.getScheme()
        + "://"
        + url.getHost()
        + ":"
        + url.getPort();
  }

  private static CriStreamException refused(String operation, URI url, String why) {
    return new CriStreamException(
        operation, CriStreamCode.ADDRESS_REFUSED, name(url) + " " + why, true, null);
  }
}
