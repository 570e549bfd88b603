package io.kriterion.grader.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessIdTest {

  @Test
  void readsBackWhatItWrote() {
    ProcessId self = ProcessId.current();
    assertThat(self.alive()).isTrue();
    assertThat(ProcessId.parse(self.text() + "\n")).contains(self);
  }

  @Test
  void aReusedNumberIsAnotherProcess() {
    ProcessId self = ProcessId.current();
    assertThat(new ProcessId(self.pid(), self.startTicks() - 1, self.boot()).alive()).isFalse();
    assertThat(new ProcessId(self.pid(), self.startTicks(), "another-boot").alive()).isFalse();
  }

  @Test
  void refusesWhatIsNoProcess() {
    assertThat(ProcessId.parse("")).isEmpty();
    assertThat(ProcessId.parse("12 13")).isEmpty();
    assertThat(ProcessId.parse("0 13 boot")).isEmpty();
    assertThat(ProcessId.parse("x 13 boot")).isEmpty();
    assertThatThrownBy(() -> new ProcessId(0, 1, "boot"))
        .hasMessage("pid: 0 (expected: 1 or more)");
  }

  @Test
  void killsThisProcessAndNoOther() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    try {
      ProcessId id = ProcessId.of(process.pid()).orElseThrow();
      new ProcessId(id.pid(), id.startTicks() + 1, id.boot()).kill();
      assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
      id.kill();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 9);
      assertThat(Poll.until(() -> !id.alive(), Duration.ofSeconds(10))).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }
}
