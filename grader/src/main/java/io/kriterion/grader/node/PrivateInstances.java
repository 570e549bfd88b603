package io.kriterion.grader.node;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.error.CriException;
import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.containerd.PrivateContainerdOptions;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.sandbox.InitProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts private containerds with the programs that this archive brings. */
public final class PrivateInstances {

  private static final Duration ONE_TRY = Duration.ofSeconds(2);

  private PrivateInstances() {}

  /**
   * Starts one; blocks until its CRI answers, at most half a minute.
   *
   * @param name 1 to 32 of lower-case letters, digits and hyphens
   * @throws InterruptedException when interrupted; nothing is left then
   */
  public static PrivateContainerd start(String name) throws InterruptedException {
    return start(name, List.of());
  }

  /**
   * As {@link #start(String)}, with programs from elsewhere.
   *
   * @param programs directories in which containerd and the runtimes are looked for first
   */
  public static PrivateContainerd start(String name, List<Path> programs)
      throws InterruptedException {
    try {
      Path directory = Files.createTempDirectory("kriterion-");
      Path nullCni = directory.resolve("null-cni");
      Path pause = directory.resolve("kriterion-init");
      try {
        InitProgram.copyTo(nullCni);
        InitProgram.copyTo(pause);
        return PrivateContainerd.start(
            PrivateContainerdOptions.of(name, nullCni, pause, PrivateInstances::answers)
                .withPrograms(programs));
      } finally {
        Files.deleteIfExists(nullCni);
        Files.deleteIfExists(pause);
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.NODE, "cannot prepare a private containerd: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new GraderException(FailureClass.TASK, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean answers(Path socket) {
    try (CriClient client =
        CriClient.connect(CriClientOptions.of(socket).withConnectTimeout(ONE_TRY))) {
      return !client.version().name().isEmpty();
    } catch (CriException e) {
      return false;
    }
  }
}
