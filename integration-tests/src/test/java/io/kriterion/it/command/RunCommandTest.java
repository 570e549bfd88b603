package io.kriterion.it.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.conformance.LocalRegistry;
import io.kriterion.cri.conformance.TinyImage;
import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.cri.ProbeRoot;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.host.LongSleep;
import io.kriterion.it.node.ClassNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code kriterion run} and {@code verify} on a runtime that is there: output and exit codes. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class RunCommandTest {

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base", "gcc");

  @TempDir private Path directory = Path.of("");

  private static String endpoint() {
    return "--endpoint=unix://" + NODE.get().containerd().socket();
  }

  @Test
  void imageOfARegistryIsPulledAndGraded() throws IOException, InterruptedException {
    String image;
    Path task;
    try (LocalRegistry registry = LocalRegistry.open()) {
      byte[] files = Files.readAllBytes(ProbeRoot.make(directory));
      image = registry.push("course/probe", "1", TinyImage.of("graded", files)) + ":1";
      task =
          Tasks.yaml(
              directory,
              """
              name: pulled
              image: %s
              steps:
                - name: both
                  run: [/probe, both, "0"]
                  expect: { stdout: "out\\n" }
              """
                  .formatted(image));
      Ended ended = Command.run("run", task, endpoint());
      assertThat(ended.code()).as(ended::toString).isZero();
      assertThat(ended.stdout()).contains("ACCEPTED");
    }
    Ended again = Command.run("run", task, endpoint());
    assertThat(again.code()).as("the registry is gone, the image is here: " + again).isZero();
  }

  @Test
  void acceptedIsZeroWithATable() throws IOException, InterruptedException {
    Path task =
        Tasks.yaml(
            directory,
            """
            name: echo
            environment: base
            steps:
              - name: says hello
                run: [echo, hello]
                expect: { stdout: "hello\\n" }
                points: 3
            """);
    Ended ended = Command.run("run", task, endpoint());
    assertThat(ended.code()).as(ended::toString).isZero();
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.stdout())
        .contains("runtime handler runc\n--- says hello\nhello\n")
        .containsPattern("STEP +VERDICT +CPU +WALL +MEMORY +POINTS +DETAIL")
        .containsPattern("says hello +ACCEPTED +[0-9.]+ ms +[0-9.]+ ms +[0-9.]+ MiB +3/3")
        .contains("ACCEPTED, 3 of 3 points\n")
        .containsPattern(
            "create [0-9.]+ m?s, launch [0-9.]+ m?s, execute [0-9.]+ m?s, stop [0-9.]+ m?s,"
                + " clean [0-9.]+ m?s; together [0-9.]+ m?s");
  }

  @Test
  void notAcceptedIsOne() throws IOException, InterruptedException {
    Ended ended = Command.run("run", Tasks.script(directory, "exit 4"), endpoint());
    assertThat(ended.code()).as(ended::toString).isEqualTo(1);
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.stdout()).contains("RUNTIME_ERROR", "exit code 4");
  }

  @Test
  void badUsageIsTwo() throws IOException, InterruptedException {
    Ended ended = Command.run("run", "task.yaml", "--no-such-option");
    assertThat(ended.code()).as(ended::toString).isEqualTo(2);
    assertThat(ended.stdout()).isEmpty();
    assertThat(ended.stderr()).contains("--no-such-option").doesNotContain("\tat ");
  }

  @Test
  void binaryOutputPassesThroughAPipeAsItIs() throws IOException, InterruptedException {
    Ended ended = Command.run("run", Tasks.script(directory, "printf \"\\\\033[2Jx\""), endpoint());
    assertThat(ended.code()).as(ended::toString).isZero();
    assertThat(ended.stdout()).contains("\033[2Jx".replace("\033", "\u001b"));
  }

  @Test
  void eventsOfAnExampleAreNumberedAndComplete() throws IOException, InterruptedException {
    Path example = Command.home().resolve("examples/merge-intervals");
    Ended ended =
        Command.run(
            "run",
            example.resolve("task.yaml"),
            "--submission",
            example.resolve("submissions/accepted/sort-and-sweep"),
            "--json",
            endpoint());
    assertThat(ended.code()).as(ended::toString).isZero();
    assertThat(ended.errors()).isEmpty();
    List<JsonEvent> events = ended.stdout().lines().map(JsonEvent::parse).toList();
    long sequence = 0;
    for (JsonEvent event : events) {
      assertThat(event.seq()).isEqualTo(++sequence);
      assertThat(event.text("task")).isEqualTo("merge-intervals");
      assertThat(event.number("attempt")).isEqualTo(1);
      assertThat(Instant.parse(event.text("time"))).isBefore(Instant.now().plusSeconds(60));
      assertThat(event.keys()).containsExactlyInAnyOrderElementsOf(event.expectedKeys());
    }
    assertThat(events.getFirst().kind()).isEqualTo("planned");
    assertThat(events.getLast().kind()).isEqualTo("result");
    assertThat(events.getLast().text("verdict")).isEqualTo("ACCEPTED");
    assertThat(events.getLast().number("points")).isEqualTo(events.getLast().number("maxPoints"));
    assertThat(events.stream().filter(e -> e.kind().equals("step-started"))).hasSize(11);
    assertThat(events.stream().filter(e -> e.kind().equals("step-finished")))
        .hasSize(11)
        .allSatisfy(e -> assertThat(e.text("verdict")).isEqualTo("ACCEPTED"));
    Map<?, ?> stages = events.getLast().map("stages");
    assertThat(stages.keySet().stream().map(String::valueOf))
        .containsExactly("create", "launch", "execute", "stop", "clean");
    assertThat(stages.values().stream().map(String::valueOf))
        .allSatisfy(time -> assertThat(time).matches("[0-9]+(\\.[0-9]+)?s"));
  }

  @Test
  void skippedStepsAndCutOutputAreEventsToo() throws IOException, InterruptedException {
    Path task =
        Tasks.yaml(
            directory,
            """
            name: flood
            environment: base
            steps:
              - name: build
                run: [yes]
                failure: compile-error
                limits: { output: 1KiB }
              - name: never
                run: ["true"]
            """);
    Ended ended = Command.run("run", task, "--json", endpoint());
    assertThat(ended.code()).as(ended::toString).isEqualTo(1);
    List<JsonEvent> events = ended.stdout().lines().map(JsonEvent::parse).toList();
    assertThat(events)
        .allSatisfy(
            e -> assertThat(e.keys()).containsExactlyInAnyOrderElementsOf(e.expectedKeys()));
    assertThat(events.stream().map(JsonEvent::kind)).contains("output", "output-truncated");
    assertThat(events.stream().filter(e -> e.keys().contains("skipped")))
        .singleElement()
        .satisfies(e -> assertThat(e.text("step")).isEqualTo("never"));
    assertThat(events.getLast().text("verdict")).isEqualTo("COMPILE_ERROR");
  }

  /** The program goes on when its first output has been seen. */
  @Test
  void firstOutputArrivesWhileTheProgramRuns() throws IOException, InterruptedException {
    LongSleep sleep = new LongSleep();
    Path task = Tasks.script(directory, "echo first; " + sleep + "; echo second");
    try (Command command = Command.start("run", task, "--json", endpoint())) {
      List<String> outputs = new ArrayList<>();
      for (String line = command.nextLine(); line != null; line = command.nextLine()) {
        JsonEvent event = JsonEvent.parse(line);
        // the shell says on its standard error that the sleep was ended
        if (event.kind().equals("output") && event.text("stream").equals("stdout")) {
          outputs.add(new String(Base64.getDecoder().decode(event.text("data")), UTF_8));
          if (outputs.size() == 1) {
            sleep.end();
          }
        }
      }
      assertThat(command.await().code()).isZero();
      assertThat(outputs).containsExactly("first\n", "second\n");
    }
  }

  @Test
  void verifyComparesVerdictsWithTheExpectedOnes() throws IOException, InterruptedException {
    Path task =
        Tasks.yaml(
            directory,
            """
            name: answer
            environment: base
            steps:
              - name: answer
                run: [sh, answer.sh]
                expect: { stdout: "42\\n" }
            """);
    sample("accepted/right", "echo 42");
    sample("wrong-answer/off-by-one", "echo 43");
    Ended good = Command.run("verify", task, endpoint());
    assertThat(good.code()).as(good::toString).isZero();
    assertThat(good.stdout().lines().toList().getLast()).isEqualTo("expected 2 of 2 verdicts");
    sample("runtime-error/is-fine-really", "echo 42");
    Ended bad = Command.run("verify", task, endpoint());
    assertThat(bad.code()).as(bad::toString).isEqualTo(1);
    assertThat(bad.errors()).isEmpty();
    assertThat(bad.stdout()).contains("expected RUNTIME_ERROR");
    assertThat(bad.stdout().lines().toList().getLast()).isEqualTo("expected 2 of 3 verdicts");
  }

  private void sample(String name, String script) throws IOException {
    Path sample = Files.createDirectories(directory.resolve("submissions").resolve(name));
    Files.writeString(sample.resolve("answer.sh"), script + "\n");
  }
}
