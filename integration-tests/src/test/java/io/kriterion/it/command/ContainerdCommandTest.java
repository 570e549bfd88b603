package io.kriterion.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.host.CleanHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code kriterion containerd start}, {@code status} and {@code stop}, each twice. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class ContainerdCommandTest {

  private static final String NAME = "--name=it-command";

  @Test
  void startsStopsAndShows(@TempDir Path directory) throws IOException, InterruptedException {
    try {
      for (int round = 1; round <= 2; round++) {
        Ended absent = Command.run("containerd", "status", NAME);
        assertThat(absent.code()).as(absent::toString).isEqualTo(1);
        assertThat(absent.stdout()).isEqualTo("no private containerd it-command is running\n");

        Ended started = Command.run("containerd", "start", NAME);
        assertThat(started.code()).as(started::toString).isZero();
        assertThat(started.errors()).isEmpty();
        String endpoint = started.stdout().lines().findFirst().orElse("").split(" +", 2)[1];
        assertThat(endpoint).isEqualTo("unix:///run/kriterion/it-command/containerd.sock");

        Ended again = Command.run("containerd", "start", NAME);
        assertThat(again.code()).as(again::toString).isEqualTo(2);
        assertThat(again.errors())
            .singleElement()
            .satisfies(line -> assertThat(line).contains("it-command runs already"));

        Ended status = Command.run("containerd", "status", NAME);
        assertThat(status.code()).as(status::toString).isZero();
        assertThat(status.stdout()).isEqualTo(started.stdout());

        Ended run =
            Command.run(
                "run", Tasks.script(directory, "echo here"), "--endpoint", endpoint, "--json");
        assertThat(run.code()).as(run::toString).isZero();

        Ended stopped = Command.run("containerd", "stop", NAME);
        assertThat(stopped.code()).as(stopped::toString).isZero();
        assertThat(stopped.stdout()).isEqualTo("stopped it-command\n");
        assertThat(Files.exists(Path.of("/run/kriterion/it-command"))).isFalse();

        Ended nothing = Command.run("containerd", "stop", NAME);
        assertThat(nothing.code()).as(nothing::toString).isZero();
        assertThat(nothing.stdout()).isEqualTo("no private containerd it-command is running\n");
      }
    } finally {
      Command.run("containerd", "stop", NAME);
    }
  }

  @Test
  void refusesANameThatCannotBe() throws IOException, InterruptedException {
    Ended ended = Command.run("containerd", "start", "--name=../etc");
    assertThat(ended.code()).as(ended::toString).isEqualTo(2);
    assertThat(ended.errors())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("../etc", "expected"));
  }
}
