package io.kriterion.it.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.node.PrivateInstances;
import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.command.OddContainerd.Oddity;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Handlers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A configured node on real runtimes: what gets which handler, and what becomes of the others. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class ConfiguredRunTest {

  private static final String POLICY =
      """
      runtimes:
        rules:
          - { trust: low, use: kata }
          - { course: OVER, refuse: "the course is over" }
          - { course: STRICT, use: runc, may-ask: [] }
          - { use: [ kata, runc ] }
      """;

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  @TempDir private Path directory = Path.of("");

  private static Path socket() {
    return NODE.get().containerd().socket();
  }

  private Ended run(Path socket, String config, String task, String... more)
      throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("kriterion.yaml"), config);
    List<Object> arguments = new ArrayList<>(List.of("run", Tasks.yaml(directory, task)));
    arguments.addAll(List.of("--json", "--config", file, "--endpoint", "unix://" + socket));
    arguments.addAll(List.of(more));
    return Command.run(arguments.toArray());
  }

  private static String task(String head, String script) {
    return """
    name: test
    environment: base
    %s
    steps:
      - name: run
        run: [sh, -c, '%s']
    """
        .formatted(head, script);
  }

  private static List<JsonEvent> events(Ended ended) {
    List<JsonEvent> events = ended.stdout().lines().map(JsonEvent::parse).toList();
    assertThat(events)
        .allSatisfy(
            e -> assertThat(e.keys()).containsExactlyInAnyOrderElementsOf(e.expectedKeys()));
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).seq()).isEqualTo(i + 1);
    }
    return events;
  }

  /** One line, the right code, and nothing was begun. */
  private static void assertRefused(Ended ended, int code, String... words) {
    ended.assertRefused(code, words);
    assertThat(events(ended))
        .singleElement()
        .satisfies(event -> assertThat(event.kind()).isEqualTo("failed"));
  }

  @Test
  void whatThePolicyForbidsIsTheTasksFault() throws IOException, InterruptedException {
    assertRefused(
        run(socket(), POLICY, task("course: OVER", "true")),
        2,
        "the course is over",
        "kriterion.yaml:4");
    assertRefused(
        run(socket(), POLICY, task("course: STRICT\nruntime: crun", "true")),
        2,
        "crun may not be asked for here",
        "kriterion.yaml:5",
        "runc");
    assertRefused(
        run(socket(), POLICY, task("", "true"), "--runtime", "runc"),
        2,
        "runc may not be asked for here",
        "kata");
  }

  @Test
  void aHandlerThatIsNotThereIsRefusedAndAnotherTaken() throws IOException, InterruptedException {
    assertRefused(
        run(socket(), POLICY, task("", "true"), "--trust", "low"),
        3,
        "kata is not configured in the runtime",
        "kriterion.yaml:3",
        "the runtime has: ");
    assertRefused(
        run(socket(), POLICY, task("runtime: kata", "true")),
        2,
        "runtime handler kata is not configured here");
    Ended other = run(socket(), POLICY, task("", "true"));
    assertThat(other.code()).as(other::toString).isZero();
    assertThat(events(other).getFirst().text("handler")).isEqualTo("runc");
  }

  @Test
  void aHandlerWhoseProgramIsMissingIsRefused() throws IOException, InterruptedException {
    try (OddContainerd odd = OddContainerd.start(Oddity.BROKEN_HANDLERS)) {
      String policy = "runtimes: { rules: [ { use: [ kata, no-binary ] } ] }";
      assertRefused(
          run(odd.socket(), policy, task("", "true")),
          3,
          "kata is not configured",
          "no-binary is sick: its program /nonexistent/runtime is not installed");
      assertRefused(
          run(odd.socket(), policy, task("", "true"), "--runtime", "kata"),
          2,
          "kata is not configured here; ask for one of: none");
    }
  }

  @Test
  void aHandlerThatFailsIsLeftAloneAndTheTaskGradedOnAnother()
      throws IOException, InterruptedException {
    Path crun = Files.writeString(directory.resolve("crun"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(crun, PosixFilePermissions.fromString("rwxr-xr-x"));
    String name = "it-sick-" + ProcessHandle.current().pid();
    try (PrivateContainerd broken = PrivateInstances.start(name, List.of(directory))) {
      String policy =
          """
          runtimes: { rules: [ { use: [ crun, runc ] } ] }
          grading: { attempts: 4 }
          """;
      Ended ended = run(broken.socket(), policy, task("", "echo hello"));
      assertThat(ended.code()).as(ended::toString).isZero();
      List<JsonEvent> events = events(ended);
      List<JsonEvent> planned = events.stream().filter(e -> e.kind().equals("planned")).toList();
      assertThat(planned.getFirst().text("handler")).isEqualTo("crun");
      assertThat(planned.getLast().text("handler")).isEqualTo("runc");
      assertThat(events.stream().filter(e -> e.kind().equals("retrying")))
          .hasSize(planned.size() - 1)
          .allSatisfy(e -> assertThat(e.text("reason")).contains("crun"));
      for (int i = 0; i < planned.size(); i++) {
        assertThat(planned.get(i).number("attempt")).isEqualTo(i + 1);
      }
      assertThat(events.getLast().text("verdict")).isEqualTo("ACCEPTED");
      assertThat(events.getLast().number("attempt")).isEqualTo(planned.size());
    }
  }

  @Test
  void aCrashIsConfirmedOnAnotherHandler() throws IOException, InterruptedException {
    assumeTrue(Handlers.installed("crun"), "skipped: crun is not installed");
    String config = "grading: { attempts: 2, second-run: { handler: [ runc, crun ] } }";
    Ended ended = run(socket(), config, task("", "echo hello; kill -SEGV $$"));
    assertThat(ended.code()).as(ended::toString).isEqualTo(1);
    List<JsonEvent> events = events(ended);
    assertThat(events.stream().map(JsonEvent::kind))
        .containsExactly(
            "planned",
            "step-started",
            "output",
            "step-finished",
            "second-run",
            "verdict",
            "result");
    assertThat(events.get(3).text("detail")).isEqualTo("signal 11 (SIGSEGV)");
    assertThat(events.get(4).text("outcome")).isEqualTo("agrees");
    assertThat(events.get(4).text("reason")).contains("crun");
    assertThat(events.getLast().text("verdict")).isEqualTo("RUNTIME_ERROR");
  }

  /** The other handler gives its sandboxes another host name, by which the program sees it. */
  @Test
  void aCrashThatAnotherHandlerDoesNotShowIsNotTheStudents()
      throws IOException, InterruptedException {
    assumeTrue(Handlers.installed("crun"), "skipped: crun is not installed");
    Path crun =
        Files.writeString(
            directory.resolve("crun"),
            """
            #!/bin/sh
            previous=
            for word in "$@"; do
              [ "$previous" != --bundle ] || sed -i 's/"hostname":"sandbox"/"hostname":"other"/' "$word/config.json"
              previous=$word
            done
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin exec crun "$@"
            """);
    Files.setPosixFilePermissions(crun, PosixFilePermissions.fromString("rwxr-xr-x"));
    String name = "it-odd-" + ProcessHandle.current().pid();
    try (PrivateContainerd odd = PrivateInstances.start(name, List.of(directory))) {
      String script =
          "read name </proc/sys/kernel/hostname; [ \"$name\" = other ] || kill -SEGV $$";
      Ended ended =
          run(odd.socket(), "grading: { second-run: { handler: crun } }", task("", script));
      assertThat(ended.code()).as(ended::toString).isEqualTo(3);
      List<JsonEvent> events = events(ended);
      assertThat(events.stream().map(JsonEvent::kind))
          .containsExactly(
              "planned",
              "step-started",
              "step-finished",
              "second-run",
              "step-finished",
              "verdict",
              "result");
      assertThat(events.get(2).text("verdict")).isEqualTo("RUNTIME_ERROR");
      assertThat(events.get(3).text("outcome")).isEqualTo("disagrees");
      assertThat(events.get(4).text("verdict")).isEqualTo("INTERNAL_ERROR");
      assertThat(events.get(4).text("detail"))
          .isEqualTo(
              "the runtime handlers disagree: signal 11 (SIGSEGV) on runc, ACCEPTED on crun");
      assertThat(events.getLast().text("verdict")).isEqualTo("INTERNAL_ERROR");
    }
  }

  @Test
  void whatThereIsToKnowOfAConfigurationIsShown() throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("kriterion.yaml"), POLICY);
    assertThat(Command.run("config", "check", file).code()).isZero();
    Ended shown = Command.run("config", "show", "--config", file);
    assertThat(shown.code()).as(shown::toString).isZero();
    assertThat(shown.stdout()).contains("      refuse: \"the course is over\"\n");
    Map<String, String> named = Map.of("KRITERION_CONFIG", file.toString());
    try (Command command = Command.startWith(named, "config", "show")) {
      assertThat(command.await()).isEqualTo(shown);
    }
    Files.writeString(file, "runtimes: { rule: [] }");
    Ended bad = Command.run("config", "check", file);
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.errors())
        .containsExactly(
            "kriterion: " + file + ":1: runtimes.rule: unknown key (did you mean rules?)");
  }
}
