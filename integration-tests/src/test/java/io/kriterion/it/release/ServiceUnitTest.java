package io.kriterion.it.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.config.ApiSettings;
import io.kriterion.grader.config.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service of the archive, as systemd understands it and as the built-in settings need it. */
final class ServiceUnitTest {

  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final String INSTALLED = "/opt/kriterion/bin/kriterion";

  /** What cleaning up may take, see the command's own bound. */
  private static final Duration CLEANING = Duration.ofMinutes(2);

  @TempDir private Path directory = Path.of("");

  private Path home = Path.of("");
  private String unit = "";

  @BeforeEach
  void unpack() throws IOException, InterruptedException {
    home = Release.unpack(directory);
    unit = Files.readString(home.resolve("systemd/kriterion.service"));
  }

  private Program verify(String text) throws IOException, InterruptedException {
    boolean there = Files.isExecutable(ANALYZE);
    if (!there) {
      System.out.println("the service is not verified: there is no " + ANALYZE);
    }
    assumeTrue(there, "needs " + ANALYZE);
    Path file = Files.writeString(directory.resolve("kriterion.service"), text);
    return Program.run(Map.of(), ANALYZE, "verify", "--man=no", "--recursive-errors=no", file);
  }

  @Test
  void systemdUnderstandsEveryWord() throws IOException, InterruptedException {
    assertThat(unit).contains("\nExecStart=" + INSTALLED + " serve\n");
    String here = unit.replace(INSTALLED, home.resolve("bin/kriterion").toString());
    assertThat(verify(here)).isEqualTo(new Program(0, "", ""));
    assertThat(verify(here.replace("\nProtectHome=", "\nProtectHomes=")).stderr())
        .as("it would say so")
        .contains("ProtectHomes");
  }

  /** As the command's help says of its exit codes. */
  @Test
  void aConfigurationThatIsWrongIsNotTriedAgain() {
    assertThat(unit).contains("\nRestart=on-failure\n", "\nRestartPreventExitStatus=2\n");
  }

  @Test
  void itFitsWhatIsBuiltIn() {
    Duration patience = NodeSettings.DEFAULT.stopPatience().plus(CLEANING);
    assertThat(unit).contains("\nTimeoutStopSec=" + patience.toMinutes() + "min\n");
    assertThat(unit).contains("\nStateDirectory=kriterion\n", "\nRuntimeDirectory=kriterion\n");
    assertThat(NodeSettings.DEFAULT.state()).startsWithRaw(Path.of("/var/lib/kriterion"));
    assertThat(ApiSettings.DEFAULT.socket()).startsWithRaw(Path.of("/run/kriterion"));
  }
}
