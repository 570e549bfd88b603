package io.kriterion.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.node.PrivateInstances;
import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.OnEveryHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code kriterion pool}: fills, shows and leaves nothing. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class PoolCommandTest {

  @TempDir private Path directory = Path.of("");

  private Ended pool(String config, Object... arguments) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("kriterion.yaml"), config);
    Object[] all = new Object[arguments.length + 2];
    all[0] = "pool";
    all[1] = "--config=" + file;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Command.run(all);
  }

  private static List<String> cells(String line) {
    return List.of(line.split(" {2,}"));
  }

  @OnEveryHandler
  void asManyAreReadyAsTheConfigurationSays(String handler)
      throws IOException, InterruptedException {
    Ended ended =
        pool("pool: { min: 2, memory: 100MiB }", "--environment=base", "--runtime", handler);
    assertThat(ended.code()).as(ended::toString).isZero();
    assertThat(ended.errors()).isEmpty();
    List<String> lines = ended.stdout().lines().toList();
    assertThat(lines).as(ended::toString).hasSize(4);
    List<String> row = cells(lines.get(1));
    assertThat(row.get(0)).isEqualTo(handler);
    assertThat(row.get(1)).matches("sha256:[0-9a-f]{12}");
    assertThat(row.subList(2, 6)).containsExactly("256MiB", "none", "2", "2");
    assertThat(row.get(6)).matches("[0-9.]+ m?s");
    assertThat(row.subList(7, 12)).containsExactly("0", "0", "2", "0", "-");
    assertThat(lines.get(3)).isEqualTo("memory 50MiB of 100MiB");
  }

  @Test
  void theMemoryBudgetBoundsThemAll() throws IOException, InterruptedException {
    Ended ended =
        pool(
            "pool: { min: 4, memory: 60MiB }",
            "--environment=base",
            "--environment=python3",
            "--runtime=runc",
            "--json");
    assertThat(ended.code()).as(ended::toString).isEqualTo(1);
    List<String> lines = ended.stdout().lines().toList();
    assertThat(lines).as(ended::toString).hasSize(3);
    assertThat(lines.subList(0, 2))
        .allSatisfy(line ->
            assertThat(line)
                .startsWith("{\"handler\":\"runc\",\"image\":\"sha256:")
                .contains("\"network\":\"none\",\"ready\":1,\"preparing\":0,\"target\":4,"));
    assertThat(lines.get(2)).isEqualTo("{\"memory\":52428800,\"budget\":62914560}");
  }

  @Test
  void aHandlerThatFailsIsShownWithItsReason() throws IOException, InterruptedException {
    Path crun = Files.writeString(directory.resolve("crun"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(crun, PosixFilePermissions.fromString("rwxr-xr-x"));
    String name = "it-pool-" + ProcessHandle.current().pid();
    try (PrivateContainerd broken = PrivateInstances.start(name, List.of(directory))) {
      String endpoint = "--endpoint=unix://" + broken.socket();
      Ended ended = pool("{}", "--environment=base", "--runtime=crun", endpoint);
      assertThat(ended.code()).as(ended::toString).isEqualTo(1);
      List<String> row = cells(ended.stdout().lines().toList().get(1));
      assertThat(row.get(0)).isEqualTo("crun");
      assertThat(row.subList(4, 7)).containsExactly("0", "1", "-");
      assertThat(row.get(10)).as("failures").matches("[1-9][0-9]*");
      assertThat(row.get(11)).as("back-off").contains("crun");
    }
  }

  @Test
  void whatIsNotThereIsRefused() throws IOException, InterruptedException {
    pool("{}", "--environment=nowhere").assertRefused(2, "nowhere", "catalogue");
    pool("{}", "--environment=base", "--runtime=nothing").assertRefused(2, "nothing");
    pool("pool: { min: 0 }", "--environment=base").assertRefused(3, "pool.min");
  }
}
