package io.kriterion.grader.doctor;

import io.kriterion.grader.config.ListenAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A serving node, where one runs: its socket and its ports; else whether they are free. */
final class NodeCheck implements Check {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Path socket;
  private final Map<String, ListenAddress> ports;

  /**
   * The check.
   *
   * @param socket of the node's API
   * @param ports what a node has where; port 0 is not looked at
   */
  NodeCheck(Path socket, Map<String, ListenAddress> ports) {
    this.socket = socket;
    this.ports = ports;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    boolean runs = false;
    if (!Files.exists(socket)) {
      findings.add(Finding.ok("node", "none runs at " + socket));
    } else {
      runs = answers();
      findings.add(
          runs
              ? Finding.ok("node", "one listens at " + socket)
              : Finding.warning(
                  "node",
                  socket + " is there, but nobody who may be reached listens",
                  "nothing, if a node was killed: the next one takes its place; else run as root"));
    }
    for (Map.Entry<String, ListenAddress> port : ports.entrySet()) {
      if (port.getValue().port() != 0) {
        findings.add(look("port of " + port.getKey(), port.getValue(), runs));
      }
    }
    return findings;
  }

  private static Finding look(String check, ListenAddress address, boolean runs) {
    boolean open = open(address);
    if (open == runs) {
      return Finding.ok(check, address + (open ? " is open" : " is free"));
    }
    return open
        ? Finding.warning(
            check,
            address + " is taken, and no node runs",
            "end what listens there, or choose another in the configuration")
        : Finding.warning(
            check,
            address + " is not open, though a node runs",
            "see whether the node runs with this configuration");
  }

  private boolean answers() {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean open(ListenAddress address) {
    try (Socket connection = new Socket()) {
      connection.connect(
          new InetSocketAddress(address.host(), address.port()), (int) PATIENCE.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
