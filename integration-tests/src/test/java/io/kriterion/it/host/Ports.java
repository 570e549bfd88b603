package io.kriterion.it.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** TCP ports that somebody on this machine listens on. */
public final class Ports {

  private static final String LISTENING = "0A";

  /* sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode ... */
  private record Row(String table, int port, String inode) {}

  private Ports() {}

  /** Those of this process and of processes that have to do with containers. */
  static List<String> listening() {
    Set<String> sockets = sockets(Path.of("/proc/self"));
    Processes.containers().forEach(process -> sockets.addAll(sockets(process.directory())));
    return rows().stream()
        .filter(row -> sockets.contains("socket:[" + row.inode() + "]"))
        .map(row -> "listening port " + row.port() + " (" + row.table() + ")")
        .toList();
  }

  /** The numbers of all of them, over IPv4 and IPv6. */
  public static List<Integer> numbers() {
    return rows().stream().map(Row::port).distinct().sorted().toList();
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      try {
        Processes.read(Path.of("/proc/self/net", table))
            .lines()
            .skip(1)
            .map(line -> line.strip().split("\\s+", -1))
            .filter(fields -> fields[3].equals(LISTENING))
            .forEach(fields -> rows.add(new Row(table, port(fields[1]), fields[9])));
      } catch (IOException e) {
        throw new AssertionError("cannot read the table of sockets", e);
      }
    }
    return rows;
  }

  /* An address is hexadecimal, then a colon, then the port. */
  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }

  private static Set<String> sockets(Path process) {
    Set<String> found = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      descriptors.forEach(descriptor -> found.add(target(descriptor)));
    } catch (IOException | DirectoryIteratorException e) {
      // It ended meanwhile.
      return found;
    }
    return found;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }
}
