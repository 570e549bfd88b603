package io.kriterion.grader.containerd;

import java.nio.file.Path;
import java.util.List;

/** What {@code examples/images/build} runs from source: a root file system's tar to an image. */
final class PackOciArchive {

  private PackOciArchive() {}

  /**
   * Arguments: image name, root file system's tar, archive to write.
   *
   * @param args three of them
   * @throws Exception when the archive cannot be written
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("usage: PackOciArchive NAME ROOT.tar ARCHIVE.tar");
      System.exit(2);
    }
    OciArchive.fromRootTar(
        Path.of(args[1]),
        new OciArchive.Description(
            args[0],
            List.of(),
            List.of("PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/")),
        Path.of(args[2]));
  }
}
