package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registry on the loopback interface that images can be pulled from: the reading half of the OCI
 * distribution protocol, over plain HTTP, which runtimes speak with loopback addresses only.
 */
public final class LocalRegistry implements AutoCloseable {

  private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs)/([^/]+)");

  private final HttpServer server;
  private final PlainFront front;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Optional<String> authorization;
  private volatile boolean stalling;

  private LocalRegistry(Optional<String> authorization) {
    this.authorization = authorization;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v2/", this::answer);
    server.start();
    front = new PlainFront(server.getAddress().getPort());
  }

  /** One that everybody may pull from. */
  public static LocalRegistry open() {
    return new LocalRegistry(Optional.empty());
  }

  /** One that asks for a name and a password. */
  static LocalRegistry guarded(String user, String password) {
    String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return new LocalRegistry(Optional.of("Basic " + pair));
  }

  /** Has an image from now on, by a tag and by its digest; the name by which it is pulled. */
  public String push(String name, String tag, TinyImage image) {
    manifests.put(name + ":" + tag, image.manifest());
    manifests.put(name + ":" + image.digest(), image.manifest());
    blobs.put(TinyImage.digest(image.config()), image.config());
    blobs.put(TinyImage.digest(image.layer()), image.layer());
    return name(name);
  }

  /** The name of an image here, without tag. */
  String name(String name) {
    return "127.0.0.1:" + front.port() + "/" + name;
  }

  /** Leaves every request for a blob without an answer from now on. */
  public void stall() {
    stalling = true;
  }

  /** Waits until somebody has asked for a blob in vain; whether that was in time. */
  public boolean awaitStalled(Duration patience) throws InterruptedException {
    return stalled.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (authorization.isPresent()
          && !authorization.get().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"kit\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      String path = exchange.getRequestURI().getPath();
      Matcher wanted = PATH.matcher(path);
      if (path.equals("/v2/")) {
        exchange.sendResponseHeaders(200, -1);
      } else if (!wanted.matches()) {
        exchange.sendResponseHeaders(404, -1);
      } else if (wanted.group(2).equals("manifests")) {
        send(exchange, TinyImage.MANIFEST, manifests.get(wanted.group(1) + ":" + wanted.group(3)));
      } else {
        if (stalling) {
          stalled.countDown();
          closed.await();
        }
        send(exchange, "application/octet-stream", blobs.get(wanted.group(3)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, String type, byte @Nullable [] bytes)
      throws IOException {
    if (bytes == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Docker-Content-Digest", TinyImage.digest(bytes));
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", "" + bytes.length);
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    front.close();
    server.stop(0);
    threads.close();
  }
}
