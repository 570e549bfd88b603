package io.kriterion.grader.node;

import io.kriterion.grader.config.NodeSettings;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node is on this machine: what is configured, and what is found where nothing is.
 *
 * @param name its name, for people
 * @param id its name for what it makes on the runtime, kept in its state directory: two nodes never
 *     have the same one
 * @param slots how many tasks it grades at a time
 * @param memory what its sandboxes may take together
 */
public record NodeIdentity(String name, String id, int slots, ByteSize memory) {

  private static final Pattern ID = Pattern.compile("node-[0-9a-f]{12}");
  private static final Pattern TOTAL =
      Pattern.compile("^MemTotal:\\s+(\\d+) kB", Pattern.MULTILINE);

  /**
   * Settles what a node is; makes its state directory where it is not there. To be called by
   * whoever has the queue in that directory, so that no two settle it at a time.
   *
   * @throws GraderException of class NODE when the directory cannot be used
   */
  public static NodeIdentity of(NodeSettings settings) {
    try {
      Files.createDirectories(
          settings.state(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new NodeIdentity(
          settings.name().orElseGet(NodeIdentity::machine),
          id(settings.state().resolve("node-id")),
          settings.slots().orElse(Runtime.getRuntime().availableProcessors()),
          settings.memory().orElse(threeQuarters()));
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.NODE, "cannot use the state directory " + settings.state() + ": " + e, e);
    }
  }

  private static String id(Path file) throws IOException {
    if (Files.exists(file)) {
      String known = Files.readString(file).strip();
      if (ID.matcher(known).matches()) {
        return known;
      }
      throw new IOException(file + " does not hold a node's id; remove it");
    }
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    String made = "node-" + HexFormat.of().formatHex(random);
    StateFile.write(file, made);
    return made;
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  private static ByteSize threeQuarters() throws IOException {
    Matcher total = TOTAL.matcher(Files.readString(Path.of("/proc/meminfo")));
    if (!total.find()) {
      throw new IOException("/proc/meminfo does not tell the memory of this machine");
    }
    return ByteSize.ofMebibytes(Long.parseLong(total.group(1)) / 1024 / 4 * 3);
  }
}
