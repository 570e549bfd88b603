package io.kriterion.grader.containerd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Brings the images of an OCI archive into a containerd. CRI has no call for that, so containerd's
 * own client does it.
 */
public final class ImageImport {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private ImageImport() {}

  /**
   * Loads and unpacks the images of an OCI archive, under the names it gives them, where the CRI
   * finds them. Blocks for seconds with a large one, five minutes at most.
   *
   * @param socket containerd's
   * @throws ContainerdException when there is no such file or containerd refuses it
   * @throws InterruptedException when the thread is interrupted; the image may be there in part
   */
  public static void run(Path socket, Path ociArchive) throws InterruptedException {
    if (!Files.isRegularFile(ociArchive)) {
      throw new ContainerdException("no image archive " + ociArchive);
    }
    Command.run(
        "cannot import " + ociArchive,
        PATIENCE,
        List.of(
            SearchPath.ofEnvironment().require("ctr", "containerd").toString(),
            "--address",
            socket.toString(),
            "--namespace",
            "k8s.io",
            "images",
            "import",
            ociArchive.toAbsolutePath().toString()));
  }
}
