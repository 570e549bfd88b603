package io.kriterion.grader.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.config.ListenAddress;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.node.NodeStatus.Phase;
import io.kriterion.grader.queue.QueueSnapshot;
import io.kriterion.grader.telemetry.FakeNode;
import io.kriterion.grader.telemetry.Metrics;
import io.kriterion.grader.telemetry.QueueLook;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The node's pages, over real sockets. */
class WebServerTest {

  private static final ListenAddress LOOPBACK = new ListenAddress("127.0.0.1", 0);

  private final FakeNode node = new FakeNode();
  private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
  private final Metrics metrics =
      new Metrics(node, new QueueLook(() -> new QueueSnapshot(0, 0, 0, List.of())));
  private final WebServer server =
      WebServer.start(LOOPBACK, metrics, node, List.of(new Check("queue", trouble::get)));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    client.close();
    server.close();
    metrics.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private void assertPage(String path, int status, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(status);
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket(server.address().host(), server.address().port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  @Test
  void metricsComeInBothFormats() throws IOException, InterruptedException {
    HttpResponse<String> text = get("/metrics");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.headers().firstValue("Content-Type")).contains(Metrics.TEXT);
    assertThat(text.body()).contains("kriterion_node_slots 4.0").doesNotContain("# EOF");

    HttpResponse<String> open =
        client.send(
            request("/metrics")
                .header(
                    "Accept",
                    "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3")
                .build(),
            BodyHandlers.ofString());
    assertThat(open.headers().firstValue("Content-Type")).contains(Metrics.OPEN_METRICS);
    assertThat(open.body()).contains("kriterion_node_slots 4.0").endsWith("# EOF\n");
  }

  @Test
  void readinessFollowsThePhase() throws IOException, InterruptedException {
    assertPage("/readyz", 200, "ok\n");
    for (Phase phase : Phase.values()) {
      node.be(phase);
      if (phase != Phase.READY) {
        assertPage("/readyz", 503, "phase: the node takes no tasks: it is " + phase + "\n");
      }
      assertPage("/livez", 200, "ok\n");
    }
  }

  @Test
  void aCheckThatIsNotWellShowsInOneLine() throws IOException, InterruptedException {
    trouble.set(Optional.of("the queue\ndoes not answer"));
    assertPage("/livez", 503, "queue: the queue does not answer\n");
    assertPage("/readyz", 503, "queue: the queue does not answer\n");
    trouble.set(Optional.empty());
    assertPage("/livez", 200, "ok\n");
  }

  @Test
  void verboseListsTheChecks() throws IOException, InterruptedException {
    assertPage("/readyz?verbose", 200, "phase: ok\nqueue: ok\nok\n");
    trouble.set(Optional.of("stuck"));
    assertPage("/readyz?verbose=1", 503, "phase: ok\nqueue: stuck\nqueue: stuck\n");
    assertPage("/readyz?verbosely", 503, "queue: stuck\n");
  }

  @Test
  void aCheckThatFailsIsAProblem() throws IOException, InterruptedException {
    Check failing =
        new Check(
            "intake",
            () -> {
              throw new IllegalStateException("gone");
            });
    try (WebServer other = WebServer.start(LOOPBACK, metrics, node, List.of(failing))) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://" + other.address() + "/livez")).build(),
              BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).isEqualTo("intake: cannot be checked: gone\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/metrics/",
        "/metrics/../metrics",
        "//metrics",
        "/%6detrics",
        "/livez/x",
        "/METRICS"
      })
  void everythingElseIsNotFound(String path) throws IOException, InterruptedException {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE-ME"})
  void otherMethodsAreRefused(String method) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            request("/metrics").method(method, BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void headHasNoBody() throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            request("/livez").method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/livez", "/nowhere"})
  void everyAnswerTellsBrowsersToKeepAway(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    assertThat(response.headers().map())
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("referrer-policy", List.of("no-referrer"))
        .containsEntry(
            "content-security-policy", List.of("default-src 'none'; frame-ancestors 'none'"));
  }

  @Test
  void anAddressThatCannotBeIsOneClearLine() {
    assertThatThrownBy(() -> WebServer.start(server.address(), metrics, node, List.of()))
        .isInstanceOf(GraderException.class)
        .hasMessageContaining("observe: http: cannot listen on " + server.address())
        .hasMessageContaining("choose another");
    assertThatThrownBy(
            () -> WebServer.start(new ListenAddress("host.invalid", 0), metrics, node, List.of()))
        .isInstanceOf(GraderException.class)
        .hasMessageContaining("host.invalid:0: there is no such host");
  }

  /** Whoever says half a request is answered by nobody, holds nobody up, and is cut off. */
  @Test
  void slowClientsHarmNobodyAndAreCutOff() throws IOException, InterruptedException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        Socket socket = socket();
        slow.add(socket);
        socket
            .getOutputStream()
            .write("GET /metrics HTTP/1.1\r\nHost: x\r\nX-".getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
      }
      assertPage("/livez", 200, "ok\n");
      for (Socket socket : slow) {
        assertThat(rest(socket)).as("what a slow client was told").isEmpty();
      }
      assertPage("/livez", 200, "ok\n");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0001\u0002\u0003\r\n\r\n",
        "GET\r\n\r\n",
        "GET http://[bad HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /metrics HTTP/9.9\r\nno colon here\r\n\r\n",
        "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void malformedRequestsHarmNobody(String bytes) throws IOException, InterruptedException {
    try (Socket socket = socket()) {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      assertThat(rest(socket)).doesNotContain("kriterion_", "\tat ");
    }
    assertPage("/livez", 200, "ok\n");
  }

  @Test
  void aHeadThatIsTooLargeIsRefused() throws IOException, InterruptedException {
    String large = "X-Filler: " + "a".repeat(20_000);
    try (Socket socket = socket()) {
      socket
          .getOutputStream()
          .write(("GET /livez HTTP/1.1\r\nHost: x\r\n" + large + "\r\n\r\n").getBytes(ISO_8859_1));
      socket.shutdownOutput();
      assertThat(rest(socket)).doesNotContain("200 OK");
    }
    assertPage("/livez", 200, "ok\n");
  }

  @Test
  void moreConnectionsThanMayBeAreClosedAtOnce() throws IOException {
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < HttpLimits.CONNECTIONS; i++) {
        Socket socket = socket();
        held.add(socket);
        // an answer proves that the connection has been taken
        socket
            .getOutputStream()
            .write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        // and half a request keeps it
        socket.getOutputStream().write("GET ".getBytes(ISO_8859_1));
      }
      try (Socket socket = socket()) {
        assertThat(rest(socket)).isEmpty();
      }
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  /* What comes until the server ends the connection, in whichever way. */
  private static String rest(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketException e) {
      return "";
    }
  }
}
