package io.kriterion.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.client.ClientOptions;
import io.kriterion.client.GraderClient;
import io.kriterion.client.GraderClientException;
import io.kriterion.client.NodeInfo;
import io.kriterion.grader.process.Poll;
import io.kriterion.it.command.Command;
import io.kriterion.it.node.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real {@code kriterion serve} on a containerd of the tests', with its state in a directory of
 * its own, which outlives the process. For one thread; its client is for many.
 */
final class ServingNode implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TestNode below;
  private final Path directory;
  private final GraderClient client;
  private @Nullable Command process;

  private ServingNode(TestNode below, Path directory, Path state, List<String> sections)
      throws IOException {
    this.below = below;
    this.directory = directory;
    List<String> lines = new ArrayList<>();
    lines.add(
        "node: { name: it, state: %s, slots: 2, memory: 1GiB, stop-patience: 3s }"
            .formatted(state));
    lines.add("api: { socket: %s }".formatted(socket()));
    lines.addAll(sections);
    Files.write(config(), lines);
    this.client =
        GraderClient.connect(
            ClientOptions.ofSocket(socket())
                .withDeadline(PATIENCE)
                .withReconnectPatience(PATIENCE));
  }

  /** Starts one, and waits until it takes tasks. */
  static ServingNode start(TestNode below, Path directory, String... sections)
      throws IOException, InterruptedException {
    return startAt(below, directory, directory.resolve("state"), sections);
  }

  /** As {@link #start}, with its state elsewhere. */
  static ServingNode startAt(TestNode below, Path directory, Path state, String... sections)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(sections));
    if (all.stream().noneMatch(line -> line.startsWith("observe:"))) {
      all.add("observe: { http: off }");
    }
    ServingNode node = new ServingNode(below, directory, state, all);
    try {
      node.again();
      node.awaitReady();
      return node;
    } catch (RuntimeException | IOException | InterruptedException | Error e) {
      node.close();
      throw e;
    }
  }

  Path socket() {
    return directory.resolve("node.sock");
  }

  Path config() {
    return directory.resolve("kriterion.yaml");
  }

  /** A client of it, which lives as long as this object. */
  GraderClient client() {
    return client;
  }

  Command process() {
    Command running = process;
    assertThat(running).isNotNull();
    return java.util.Objects.requireNonNull(running);
  }

  /** Starts its process; does not wait for anything. */
  void again() throws IOException {
    process =
        Command.start(
            "serve",
            "-e",
            below.containerd().socket(),
            "--images",
            TestNode.catalogue(),
            "--config",
            config());
  }

  /** Waits until it takes tasks. */
  NodeInfo awaitReady() throws InterruptedException {
    return await(NodeInfo.State.READY);
  }

  /** Waits until it is so. */
  NodeInfo await(NodeInfo.State state) throws InterruptedException {
    NodeInfo[] last = new NodeInfo[1];
    boolean reached =
        Poll.until(
            () -> {
              try {
                last[0] = client.nodes().getFirst();
                return last[0].state() == state;
              } catch (GraderClientException e) {
                assertThat(process().alive()).as("the node's process").isTrue();
                return false;
              }
            },
            PATIENCE);
    assertThat(reached).as("is %s; now %s", state, last[0]).isTrue();
    return last[0];
  }

  /** Kills it as {@code kill -9} does, and waits until it is gone. */
  void kill() throws IOException, InterruptedException {
    process().signal("KILL");
    assertThat(process().endsWithin(PATIENCE)).isTrue();
    process().close();
  }

  /** Has it end as a service manager does. */
  Command.Ended stop() throws IOException, InterruptedException {
    try (Command ending = process()) {
      ending.signal("TERM");
      return ending.await();
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    Command running = process;
    if (running != null && running.alive()) {
      try {
        stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (running != null) {
      running.close();
    }
  }
}
