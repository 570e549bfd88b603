package io.kriterion.grader.containerd;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;

/** Writes containerd's configuration for one instance. */
final class ContainerdConfig {

  /** The image that every sandbox of the instance starts with. */
  static final String SANDBOX_IMAGE = "kriterion.local/pause:latest";

  private static final int CAP_SYS_RESOURCE = 24;
  private static final Path SELF_STATUS = Path.of("/proc/self/status");
  private static final Path APPARMOR = Path.of("/sys/module/apparmor/parameters/enabled");

  /**
   * What this machine allows.
   *
   * @param mayRaiseOomScore whether a process may be made harder to kill than its parent
   * @param apparmor whether the kernel has AppArmor switched on
   */
  record Machine(boolean mayRaiseOomScore, boolean apparmor) {

    static Machine here() {
      return new Machine(
          hasCapability(read(SELF_STATUS), CAP_SYS_RESOURCE), read(APPARMOR).startsWith("Y"));
    }

    static boolean hasCapability(String status, int capability) {
      return status
          .lines()
          .filter(line -> line.startsWith("CapEff:"))
          .map(line -> new BigInteger(line.substring("CapEff:".length()).strip(), 16))
          .anyMatch(effective -> effective.testBit(capability));
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        // A file that is not there says no.
        return "";
      }
    }
  }

  private ContainerdConfig() {}

  static String render(
      InstanceDirectories directories, SequencedMap<String, Path> handlers, Machine machine) {
    StringBuilder tables = new StringBuilder();
    handlers.forEach((name, binary) ->
        tables.append(
            Template.render(
                "containerd-handler.toml.template",
                Map.of("handler", name, "binary", binary.toString()))));
    return Template.render(
        "containerd-config.toml.template",
        Map.of(
            "state", directories.state().toString(),
            "data", directories.data().toString(),
            "socket", directories.socket().toString(),
            "sandbox_image", SANDBOX_IMAGE,
            "restrict_oom_score_adj", String.valueOf(!machine.mayRaiseOomScore()),
            "disable_apparmor", String.valueOf(!machine.apparmor()),
            "default_handler", handlers.firstEntry().getKey(),
            "handlers", tables.toString()));
  }
}
