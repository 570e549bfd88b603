package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code kriterion resume}: has a node take tasks again. */
@Command(name = "resume", description = "Have the node take tasks again, after pause or drain.")
final class ResumeCommand extends OneCall {

  @Override
  void print(GraderClient client, PrintStream out, boolean asJson) {
    new NodeReport(List.of(client.resume())).print(out, asJson);
  }
}
