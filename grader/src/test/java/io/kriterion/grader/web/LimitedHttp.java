package io.kriterion.grader.web;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Servers of tests. The first one of a process settles the limits of all: those made here have the
 * node's.
 */
public final class LimitedHttp {

  private LimitedHttp() {}

  /** One on a free port of the loopback, not yet started. */
  public static HttpServer create() throws IOException {
    HttpLimits.set();
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }
}
