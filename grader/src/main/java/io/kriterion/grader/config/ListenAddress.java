package io.kriterion.grader.config;

/**
 * Where a server listens.
 *
 * @param host a name or an address
 * @param port 0 to 65535; 0 is one that is free
 */
public record ListenAddress(String host, int port) {

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
