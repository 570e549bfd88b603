package io.kriterion.it.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.process.Poll;
import io.kriterion.grader.sandbox.InitProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A containerd that is set up in some odd way, below one directory and in a mount namespace of its
 * own, so that nothing of it stays when it is killed.
 */
final class OddContainerd implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final Process process;

  private OddContainerd(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /** What may be odd about it. */
  enum Oddity {
    NO_CRI,
    NO_NETWORK,
    REAL_NETWORK,
    BROKEN_HANDLERS
  }

  /** Starts one. */
  static OddContainerd start(Oddity oddity) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("it-odd-");
    Path networks = Files.createDirectories(directory.resolve("cni/conf"));
    String network =
        switch (oddity) {
          case NO_CRI, NO_NETWORK -> "";
          case REAL_NETWORK -> "bridge";
          case BROKEN_HANDLERS -> "kriterion-null";
        };
    if (!network.isEmpty()) {
      Files.writeString(
          networks.resolve("10-test.conflist"),
          """
          {"cniVersion": "0.4.0", "name": "test", "plugins": [{"type": "%s"}]}
          """
              .formatted(network));
    }
    Files.createDirectories(directory.resolve("cni/bin"));
    Files.writeString(
        directory.resolve("config.toml"),
        CONFIG
            .replace("@DIRECTORY@", directory.toString())
            .replace("@DISABLED@", oddity == Oddity.NO_CRI ? "\"io.containerd.grpc.v1.cri\"" : ""));
    File log = directory.resolve("log").toFile();
    Process process =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                "mount -n -t tmpfs none /run && exec containerd --config \"$0\"",
                directory.resolve("config.toml").toString())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    OddContainerd started = new OddContainerd(directory, process);
    boolean listens =
        Poll.until(() -> Files.exists(started.socket()) || !process.isAlive(), PATIENCE);
    if (!listens || !process.isAlive()) {
      started.close();
      throw new AssertionError("no containerd: " + Files.readString(log.toPath()));
    }
    return started;
  }

  private static final String CONFIG =
      """
      version = 2
      root = "@DIRECTORY@/root"
      state = "@DIRECTORY@/state"
      disabled_plugins = [@DISABLED@]
      [grpc]
        address = "@DIRECTORY@/c.sock"
      [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "kriterion.local/pause:latest"
        netns_mounts_under_state_dir = true
        restrict_oom_score_adj = true
      [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "@DIRECTORY@/cni/bin"
        conf_dir = "@DIRECTORY@/cni/conf"
      [plugins."io.containerd.grpc.v1.cri".containerd]
        default_runtime_name = "runc"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.no-shim]
        runtime_type = "io.containerd.not-installed.v1"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.no-binary]
        runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.no-binary.options]
        BinaryName = "/nonexistent/runtime"
      """;

  Path socket() {
    return directory.resolve("c.sock");
  }

  /** Gives it the sandboxes' image, which the other containerd has, and the null network. */
  void equipFrom(Path other) throws IOException, InterruptedException {
    Path archive = directory.resolve("pause.tar");
    ctr(other, "export", archive.toString(), "kriterion.local/pause:latest");
    ctr(socket(), "import", archive.toString());
    Path program = directory.resolve("null-cni");
    InitProgram.copyTo(program);
    for (String plugin : List.of("kriterion-null", "loopback")) {
      Files.copy(
          program,
          directory.resolve("cni/bin").resolve(plugin),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static void ctr(Path socket, String verb, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "ctr", "--address", socket.toString(), "--namespace", "k8s.io", "images", verb));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("containerd does not end");
    }
    new ProcessBuilder("rm", "-rf", "--one-file-system", directory.toString()).start().waitFor();
  }
}
