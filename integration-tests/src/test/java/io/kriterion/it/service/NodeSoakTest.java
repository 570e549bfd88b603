package io.kriterion.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.it.command.Command;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.TestNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Many tasks through one node, by {@code kriterion bench node}: all are accepted, and nothing
 * grows. How many is the system property {@code kriterion.soak}.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class NodeSoakTest {

  private static final int TASKS = Integer.getInteger("kriterion.soak", 500);
  private static final Duration PATIENCE = Duration.ofHours(3);

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  @Test
  void nothingGrows() throws Exception {
    Map<String, Map<?, ?>> figures = new LinkedHashMap<>();
    try (Command bench =
        Command.start(
            "bench",
            "node",
            "-e",
            NODE.get().containerd().socket(),
            "--runtime",
            "crun", // the quicker one: what must not grow is the node
            "--images",
            TestNode.catalogue(),
            "--runs",
            10,
            "--tasks",
            TASKS,
            "--json")) {
      for (String line = bench.nextLine(); line != null; line = bench.nextLine()) {
        System.out.println(line);
        Object figure = new Load(LoadSettings.builder().build()).loadFromString(line);
        if (figure instanceof Map<?, ?> map) {
          figures.put(String.valueOf(map.get("figure")), map);
        }
      }
      assertThat(bench.endsWithin(PATIENCE)).isTrue();
    }
    assertThat(figures.keySet())
        .contains("node-overhead", "node-cpu", "output-delay", "node-tasks");
    assertThat(figures.get("heap-growth")).isNotNull();
    for (String growth :
        new String[] {
          "heap-growth",
          "thread-growth",
          "descriptor-growth",
          "pod-growth",
          "mount-growth",
          "cgroup-growth"
        }) {
      assertThat(figures.get(growth)).as(growth).isNotNull();
      assertThat(String.valueOf(figures.get(growth))).contains("n=" + TASKS).contains("met=true");
    }
  }
}
