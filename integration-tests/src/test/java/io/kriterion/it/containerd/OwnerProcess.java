package io.kriterion.it.containerd;

import io.kriterion.grader.containerd.PrivateContainerd;
import java.nio.file.Path;
import java.util.List;

/** Another process that starts an instance and then waits to be killed, or leaves it running. */
final class OwnerProcess {

  private OwnerProcess() {}

  static Process start(String name, Stubs stubs, String end) throws java.io.IOException {
    return new ProcessBuilder(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                OwnerProcess.class.getName(),
                name,
                stubs.program().toString(),
                end))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /**
   * Arguments: name of the instance, stub program, {@code wait} or {@code detach}.
   *
   * @param args three of them
   * @throws Exception when the instance cannot be started
   */
  public static void main(String[] args) throws Exception {
    try (PrivateContainerd containerd =
        PrivateContainerd.start(Stubs.options(args[0], Path.of(args[1])))) {
      if (args[2].equals("detach")) {
        containerd.detach();
      } else {
        System.out.println("started");
        System.in.read();
      }
    }
  }
}
