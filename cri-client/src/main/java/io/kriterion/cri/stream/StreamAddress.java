package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream is opened, from the address that the runtime answered.
 *
 * <p>Streams are not encrypted and carry no password but the address itself, so only this machine's
 * loopback is accepted.
 *
 * @param socket host and port
 * @param authority host and port as HTTP's Host header
 * @param path path and query
 */
record StreamAddress(InetSocketAddress socket, String authority, String path) {

  static StreamAddress of(URI url) {
    String host = url.getHost();
    if (!"http".equals(url.getScheme()) || host == null || url.getPort() < 1) {
      throw refused(url, "is not of the form http://127.0.0.1:<port>/...");
    }
    InetAddress address = loopback(host);
    if (address == null) {
      throw refused(url, "is not on this machine's loopback");
    }
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new StreamAddress(
        new InetSocketAddress(address, url.getPort()), url.getRawAuthority(), path + query);
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

  private static CriStreamException refused(URI url, String why) {
    // without the path: its last part is the key to the stream
    return new CriStreamException(
        "Exec",
        "the runtime's stream server at "
            + url.getScheme()
            + "://"
            + url.getRawAuthority()
            + " "
            + why
            + " (set stream_server_address = \"127.0.0.1\" and no TLS for streams in containerd's"
            + " config.toml)",
        true,
        null);
  }
}
