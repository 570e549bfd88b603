package io.kriterion.grader.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kriterion.grader.config.ListenAddress;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.telemetry.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a node's pages over HTTP: {@code /metrics}, {@code /livez} and {@code /readyz}, for
 * reading only, to anybody who reaches the port. What one client may cost is bounded: connections,
 * the size of a request, the time that it takes. Thread-safe.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WebServer.class);
  private static final int BACKLOG = 64;

  private final HttpServer server;
  private final ExecutorService threads;
  private final ListenAddress address;

  private WebServer(HttpServer server, ExecutorService threads, ListenAddress address) {
    this.server = server;
    this.threads = threads;
    this.address = address;
  }

  /**
   * Starts to serve.
   *
   * @param listen where; port 0 is one that is free
   * @param metrics what {@code /metrics} shows
   * @param node whose phase {@code /readyz} tells
   * @param checks what must be well for {@code /livez}, and for {@code /readyz} besides the phase
   * @throws GraderException of class NODE when nobody can listen there
   */
  public static WebServer start(
      ListenAddress listen, Metrics metrics, NodeControl node, List<Check> checks) {
    HttpLimits.set();
    InetSocketAddress where = new InetSocketAddress(listen.host(), listen.port());
    if (where.isUnresolved()) {
      throw refused(listen, "there is no such host");
    }
    HttpServer server;
    try {
      server = HttpServer.create(where, BACKLOG);
    } catch (IOException e) {
      throw refused(listen, String.valueOf(e.getMessage()));
    }
    Pages pages = new Pages(metrics, node, checks);
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("web-", 0).factory());
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
    return new WebServer(
        server, threads, new ListenAddress(listen.host(), server.getAddress().getPort()));
  }

  private static GraderException refused(ListenAddress listen, String why) {
    return new GraderException(
        FailureClass.NODE,
        "observe: http: cannot listen on %s: %s; choose another address, or none"
            .formatted(listen, why));
  }

  /** Where it listens, with the port that was free where none was named. */
  public ListenAddress address() {
    return address;
  }

  /** Stops at once; what is being answered is cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, Pages pages) throws IOException {
    try (exchange) {
      send(exchange, page(exchange, pages));
    }
  }

  private static Page page(HttpExchange exchange, Pages pages) {
    if (!exchange.getRequestMethod().equals("GET") && !exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Page.text(405, "only GET and HEAD\n");
    }
    try {
      String query = exchange.getRequestURI().getRawQuery();
      boolean verbose = query != null && (query.equals("verbose") || query.startsWith("verbose="));
      List<String> accept = exchange.getRequestHeaders().get("Accept");
      String path = exchange.getRequestURI().getRawPath();
      return pages.page(
          path == null ? "" : path, verbose, accept == null ? "" : String.join(",", accept));
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("a page could not be made");
      return Page.text(500, "internal fault, see the node's log\n");
    }
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", page.type());
    headers.set("Cache-Control", "no-store");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(page.status(), -1);
      return;
    }
    byte[] bytes = page.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(page.status(), bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
