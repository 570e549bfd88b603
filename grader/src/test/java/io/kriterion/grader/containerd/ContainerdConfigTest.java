package io.kriterion.grader.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.containerd.ContainerdConfig.Machine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class ContainerdConfigTest {

  private static final InstanceDirectories DIRECTORIES =
      new InstanceDirectories(Path.of("/run/kriterion/a"), Path.of("/var/lib/kriterion/a"));

  @Test
  void fillsEveryPlace() {
    String config = ContainerdConfig.render(DIRECTORIES, handlers(), new Machine(false, false));
    assertThat(config)
        .doesNotContain("${")
        .startsWith("# ")
        .contains("\nversion = 2\n")
        .contains("\nroot = \"/var/lib/kriterion/a/root\"\n")
        .contains("\nstate = \"/run/kriterion/a/state\"\n")
        .contains("  address = \"/run/kriterion/a/containerd.sock\"\n")
        .contains("  conf_dir = \"/run/kriterion/a/cni/conf\"\n")
        .contains("  default_runtime_name = \"runc\"\n")
        .contains("containerd.runtimes.runc.options]\n  BinaryName = \"/usr/sbin/runc\"\n")
        .contains("containerd.runtimes.crun.options]\n  BinaryName = \"/usr/bin/crun\"\n");
  }

  @Test
  void asksOnlyForWhatTheMachineAllows() {
    String confined = ContainerdConfig.render(DIRECTORIES, handlers(), new Machine(false, false));
    assertThat(confined)
        .contains("restrict_oom_score_adj = true")
        .contains("disable_apparmor = true");
    String free = ContainerdConfig.render(DIRECTORIES, handlers(), new Machine(true, true));
    assertThat(free)
        .contains("restrict_oom_score_adj = false")
        .contains("disable_apparmor = false");
  }

  @Test
  void readsCapabilities() {
    assertThat(Machine.hasCapability("Name:\tx\nCapEff:\t000001fffeffffff\n", 24)).isFalse();
    assertThat(Machine.hasCapability("Name:\tx\nCapEff:\t000001fffeffffff\n", 23)).isTrue();
    assertThat(Machine.hasCapability("CapEff:\t000001ffffffffff\n", 24)).isTrue();
    assertThat(Machine.hasCapability("", 24)).isFalse();
  }

  @Test
  void aValueWithoutAPlaceIsAMistake() {
    assertThatThrownBy(() ->
            Template.render(
                "containerd-handler.toml.template",
                Map.of("handler", "a", "binary", "/b", "other", "c")))
        .hasMessage("containerd-handler.toml.template has no place for [other]");
  }

  private static SequencedMap<String, Path> handlers() {
    SequencedMap<String, Path> handlers = new LinkedHashMap<>();
    handlers.put("runc", Path.of("/usr/sbin/runc"));
    handlers.put("crun", Path.of("/usr/bin/crun"));
    return handlers;
  }
}
