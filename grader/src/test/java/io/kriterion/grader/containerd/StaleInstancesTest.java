package io.kriterion.grader.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleInstancesTest {

  private static final ProcessId LIVE = ProcessId.current();
  private static final ProcessId DEAD = new ProcessId(LIVE.pid(), 1, "another-boot");

  @TempDir Path directory;
  private Path stateRoot = Path.of("/");
  private Path dataRoot = Path.of("/");

  @BeforeEach
  void makeRoots() throws IOException {
    stateRoot = Files.createDirectory(directory.resolve("state"));
    dataRoot = Files.createDirectory(directory.resolve("data"));
  }

  @Test
  void staleIsWhatNobodyWillMiss() throws IOException {
    assertThat(InstanceRecord.stale(instance("live", LIVE, LIVE, false))).isFalse();
    assertThat(InstanceRecord.stale(instance("crashed", LIVE, DEAD, false)))
        .as("its owner cleans up itself")
        .isFalse();
    assertThat(InstanceRecord.stale(instance("orphan", DEAD, LIVE, false))).isTrue();
    assertThat(InstanceRecord.stale(instance("detached", DEAD, LIVE, true))).isFalse();
    assertThat(InstanceRecord.stale(instance("gone", DEAD, DEAD, true))).isTrue();
    assertThat(InstanceRecord.stale(Files.createDirectory(stateRoot.resolve("half"))))
        .as("half removed: its record is gone already")
        .isTrue();
  }

  @Test
  void removesTheStaleOnesAndTheirData() throws IOException {
    Path live = instance("test-live", LIVE, LIVE, false);
    Path stale = instance("test-stale", DEAD, DEAD, false);
    Path other = Files.createDirectories(dataRoot.resolve("queue"));
    Path rebooted = data("test-rebooted", DEAD);
    Path elsewhere = data("test-elsewhere", LIVE);
    assertThat(PrivateContainerd.removeStale(stateRoot, dataRoot))
        .containsExactly("test-rebooted", "test-stale");
    assertThat(live).isDirectory();
    assertThat(dataRoot.resolve("test-live")).isDirectory();
    assertThat(stale).doesNotExist();
    assertThat(dataRoot.resolve("test-stale")).doesNotExist();
    assertThat(rebooted).doesNotExist();
    assertThat(elsewhere).as("of this boot: its state may be where others see it").isDirectory();
    assertThat(other).as("no instance's").isDirectory();
    assertThat(PrivateContainerd.removeStale(stateRoot, dataRoot)).isEmpty();
  }

  @Test
  void doesNotFollowLinksInWhatItRemoves() throws IOException {
    Path kept = Files.writeString(directory.resolve("kept"), "kept");
    Path stale = instance("test-stale", DEAD, DEAD, false);
    Files.createSymbolicLink(stale.resolve("link"), directory);
    PrivateContainerd.removeStale(stateRoot, dataRoot);
    assertThat(stale).doesNotExist();
    assertThat(kept).hasContent("kept");
  }

  @Test
  void findsNothingWithoutASocket() throws IOException {
    Path state = instance("test-live", LIVE, LIVE, false);
    assertThat(PrivateContainerd.find("test-live", stateRoot)).isEmpty();
    Files.writeString(state.resolve("containerd.sock"), "");
    PrivateContainerd found = PrivateContainerd.find("test-live", stateRoot).orElseThrow();
    assertThat(found.pid()).isEqualTo(LIVE.pid());
    assertThat(found.handlers()).containsExactly("runc", "crun");
    assertThat(found.missingHandlers()).containsEntry("runsc", "not here");
    found.close();
    assertThat(state).as("the finder does not own it").isDirectory();
    assertThat(PrivateContainerd.find("test-none", stateRoot)).isEmpty();
  }

  @Test
  void readsTheLastErrorOfALog() throws IOException {
    Path log = directory.resolve("log");
    Files.writeString(log, "");
    assertThat(InstanceStart.lastError(log)).isEqualTo("it logged nothing");
    Files.writeString(
        log,
        """
        time="2026-01-01T00:00:00Z" level=error msg="no such plugin"
        time="2026-01-01T00:00:00Z" level=info msg="starting"
        """);
    assertThat(InstanceStart.lastError(log)).isEqualTo("\"no such plugin\"");
    Files.writeString(log, "level=info msg=x\ncontainerd: load required plugin: not found\n\n");
    assertThat(InstanceStart.lastError(log))
        .isEqualTo("containerd: load required plugin: not found");
  }

  private Path instance(String name, ProcessId owner, ProcessId containerd, boolean detached)
      throws IOException {
    Path state = Files.createDirectory(stateRoot.resolve(name));
    new InstanceRecord(
            owner, data(name, owner), true, List.of("runc", "crun"), Map.of("runsc", "not here"))
        .write(state);
    InstanceRecord.writeContainerd(state, containerd);
    if (detached) {
      InstanceRecord.writeDetached(state);
    }
    return state;
  }

  private Path data(String name, ProcessId owner) throws IOException {
    Path data = Files.createDirectory(dataRoot.resolve(name));
    new DataMark(stateRoot.resolve(name), owner).write(data);
    return data;
  }
}
