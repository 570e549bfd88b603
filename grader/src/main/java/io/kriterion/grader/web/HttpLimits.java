package io.kriterion.grader.web;

/**
 * What one client may cost. The JDK's server takes these from the system's properties, once, before
 * the first server of the process is made; whoever runs the node may set others.
 */
final class HttpLimits {

  /** How many connections there may be at a time; more are closed at once. */
  static final int CONNECTIONS = 64;

  /** How long a request may take to arrive, and an answer to be taken, in seconds. */
  static final int SECONDS = 5;

  private HttpLimits() {}

  static void set() {
    set("jdk.httpserver.maxConnections", CONNECTIONS);
    set("sun.net.httpserver.maxReqTime", SECONDS);
    set("sun.net.httpserver.maxRspTime", SECONDS);
    set("sun.net.httpserver.maxReqHeaders", 50);
    set("sun.net.httpserver.maxReqHeaderSize", 16 << 10);
    set("sun.net.httpserver.maxIdleConnections", 16);
    set("sun.net.httpserver.idleInterval", 30);
  }

  private static void set(String name, int value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, Integer.toString(value));
    }
  }
}
