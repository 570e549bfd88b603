package io.kriterion.it.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** TCP ports that somebody on this machine listens on. */
public final class Ports {

  private static final String LISTENING = "0A";

  private Ports() {}

  static List<String> listening() {
    List<String> found = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (int port : ports(table)) {
        found.add("listening port " + port + " (" + table + ")");
      }
    }
    return found;
  }

  /** The numbers of all of them, over IPv4 and IPv6. */
  public static List<Integer> numbers() {
    List<Integer> found = new ArrayList<>(ports("tcp"));
    found.addAll(ports("tcp6"));
    return found.stream().distinct().sorted().toList();
  }

  /* sl local_address rem_address st ...; an address is hexadecimal, then a colon, then the port */
  private static List<Integer> ports(String table) {
    try {
      return Processes.read(Path.of("/proc/self/net", table))
          .lines()
          .skip(1)
          .map(line -> line.strip().split("\\s+", -1))
          .filter(fields -> fields[3].equals(LISTENING))
          .map(fields -> Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16))
          .toList();
    } catch (IOException e) {
      throw new AssertionError("cannot read the table of sockets", e);
    }
  }
}
