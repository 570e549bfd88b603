package io.kriterion.it.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.it.host.Ports;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Programs that look for somebody to talk to. */
final class NetworkAttacks implements Theme {

  private static final String NOBODY = "refused or unreachable, only lo is there";

  @Override
  public String title() {
    return "Network";
  }

  @Override
  public List<Row> attack(Arena arena) throws InterruptedException {
    try (ServerSocket here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerSocket everywhere = new ServerSocket(0)) {
      // containerd's streaming server is among them
      TreeSet<Integer> ports = new TreeSet<>(Ports.numbers());
      assertThat(ports)
          .contains(here.getLocalPort(), everywhere.getLocalPort())
          .hasSizeGreaterThan(2);
      TestTask task = AttackSandbox.emptyTask();
      task.run("host", command(ports.stream().flatMap(NetworkAttacks::onLoopback)))
          .run("outside", command(OUTSIDE.stream()))
          .run("abstract", command(abstractSockets().stream()));
      Graded graded =
          arena.lookAgain().grade(task, List.of("connect"), Set.of("host", "outside", "abstract"));
      assertNobody(
          graded,
          "host",
          2 * ports.size(),
          "Connection refused",
          "Cannot assign requested address");
      assertNobody(
          graded,
          "outside",
          OUTSIDE.size(),
          "Network is unreachable",
          "Cannot assign requested address");
      assertNobody(graded, "abstract", abstractLines(graded), "Connection refused");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(
        new Row("host", "connects to every open port of the host, containerd's among them", NOBODY),
        new Row(
            "outside",
            "connects to the outside, the metadata address, other private networks, name servers",
            NOBODY),
        new Row("abstract", "connects to every abstract Unix socket of the host", NOBODY));
  }

  private static final List<String> OUTSIDE =
      List.of(
          "192.0.2.1:80",
          "169.254.169.254:80",
          "10.0.0.1:22",
          "172.17.0.1:22",
          "192.168.0.1:53",
          "2001:db8::1:80",
          "udp/192.0.2.53:53",
          "udp/169.254.169.253:53",
          "udp/224.0.0.251:5353");

  private static Stream<String> onLoopback(int port) {
    return Stream.of("127.0.0.1:" + port, "::1:" + port);
  }

  private static String[] command(Stream<String> targets) {
    return Stream.concat(Stream.of("./connect"), targets).toArray(String[]::new);
  }

  /* With one that nobody has, so that there is always something to try. */
  private static List<String> abstractSockets() throws IOException {
    List<String> names = new ArrayList<>(List.of("@nobody-listens-here"));
    try (Stream<String> lines = Files.lines(Path.of("/proc/net/unix"), ISO_8859_1)) {
      lines
          .map(line -> line.substring(line.lastIndexOf(' ') + 1))
          .filter(name -> name.matches("@[!-~]{1,100}"))
          .distinct()
          .limit(50)
          .forEach(names::add);
    }
    return names;
  }

  private static int abstractLines(Graded graded) {
    return (int) graded.stdout("abstract").lines().filter(line -> line.startsWith("@")).count();
  }

  private static void assertNobody(Graded graded, String step, int targets, String... errors) {
    List<String> lines = graded.stdout(step).lines().toList();
    assertThat(targets).isPositive();
    assertThat(lines).as(AttackCase.told(graded, step)).hasSize(targets + 2);
    assertThat(lines.subList(0, targets))
        .as(step)
        .allSatisfy(
            line -> assertThat(errors).anySatisfy(error -> assertThat(line).endsWith(error)));
    assertThat(lines.subList(targets, lines.size()))
        .containsExactly("interface lo", "unix sockets 0");
  }
}
