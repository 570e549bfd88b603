package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.kriterion.client.fake.FakeEvents;
import io.kriterion.proto.grader.v1.File;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class SubmitCommandTest {

  @TempDir private Path directory;
  private NodeFixture kriterion;

  @BeforeEach
  void start() {
    kriterion = new NodeFixture(directory);
  }

  @AfterEach
  void stop() {
    kriterion.close();
  }

  @Test
  void whatTheTaskNamesGoesAlongAndNothingElse() throws IOException {
    Path task =
        kriterion.write(
            "t/task.yaml",
            """
            name: t
            environment: base
            files: [ main.c, { from: tools/check.sh, to: check } ]
            steps:
              - { name: one, run: [ "true" ], expect: { stdout: { file: expected } } }
              - { name: all, run: [ "true" ], cases: { stdin: "tests/*.in", stdout: "tests/*.out" } }
            """);
    for (String file :
        new String[] {"main.c", "expected", "tests/1.in", "tests/1.out", "unused", "tests/x.txt"}) {
      kriterion.write("t/" + file, "content of " + file);
    }
    Path script = kriterion.write("t/tools/check.sh", "#!");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    kriterion.write("student/deep/a.c", "int");

    int code =
        kriterion.run(
            "submit",
            task.toString(),
            "-s",
            directory.resolve("student").toString(),
            "--key=k",
            "--user=u",
            "--course=c",
            "--priority=-7",
            "-r",
            "crun");

    assertThat(kriterion.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out()).containsExactly("t1");
    SubmitRequest came = kriterion.node.submitted().getFirst();
    assertThat(came.getTask().toStringUtf8()).isEqualTo(Files.readString(task));
    assertThat(came.getTaskFilesList())
        .extracting(File::getPath)
        .containsExactly("expected", "main.c", "tests/1.in", "tests/1.out", "tools/check.sh");
    assertThat(came.getTaskFilesList())
        .extracting(File::getExecutable)
        .containsExactly(false, false, false, false, true);
    assertThat(came.getTaskFiles(2).getContent().toStringUtf8()).isEqualTo("content of tests/1.in");
    assertThat(came.getSubmissionList()).hasSize(1);
    assertThat(came.getSubmission(0).getPath()).isEqualTo("deep/a.c");
    assertThat(came.getSubmission(0).getContent().toStringUtf8()).isEqualTo("int");
    assertThat(new String[] {came.getKey(), came.getUser(), came.getCourse(), came.getRuntime()})
        .containsExactly("k", "u", "c", "crun");
    assertThat(came.getPriority()).isEqualTo(-7);
  }

  @Test
  void aBadTaskIsToldInItsLinesAndNothingIsSent() {
    Path task =
        kriterion.write(
            "task.yaml",
            """
            name: t
            environment: base
            files: [ absent.c ]
            limits: { cpu-tme: 1s }
            steps: [ { name: s, run: [ "true" ] } ]
            """);
    assertThat(kriterion.run("submit", task.toString())).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err())
        .hasSize(2)
        .allMatch(line -> line.startsWith("kriterion: ") && line.contains("task.yaml:"));
    assertThat(kriterion.node.calls("Submit")).isZero();
  }

  @Test
  void whatTheNodeRefusesIsBadInputInItsLines() {
    kriterion.node.refuse("Submit", Status.INVALID_ARGUMENT.withDescription("one\ntwo"));
    assertThat(kriterion.run("submit", kriterion.task().toString())).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).containsExactly("kriterion: one", "kriterion: two");
    kriterion.node.refuse("Submit", Status.RESOURCE_EXHAUSTED.withDescription("1000 tasks wait"));
    assertThat(kriterion.run("submit", kriterion.task().toString()))
        .isEqualTo(ExitCode.NODE_FAILED);
    assertThat(kriterion.err()).containsExactly("kriterion: 1000 tasks wait");
    kriterion.node.refuse("Submit", Status.OUT_OF_RANGE.withDescription("too large"));
    assertThat(kriterion.run("submit", kriterion.task().toString())).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).containsExactly("kriterion: too large");
  }

  @Test
  void theSameKeyIsTheSameTask() {
    String task = kriterion.task().toString();
    assertThat(kriterion.run("submit", task, "--key=k", "--json")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out())
        .containsExactly("{\"task\":\"t1\",\"key\":\"k\",\"existed\":false}");
    assertThat(kriterion.run("submit", task, "--key=k", "--json")).isEqualTo(ExitCode.OK);
    assertThat(kriterion.out()).containsExactly("{\"task\":\"t1\",\"key\":\"k\",\"existed\":true}");
    assertThat(kriterion.run("submit", task, "--key=k", "--submission", task))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).containsExactly("kriterion: the key is another task's");
  }

  @Test
  void itGoesOnAsWatchDoes() {
    String task = kriterion.task().toString();
    assertThat(kriterion.run("submit", task, "--key=k")).isEqualTo(ExitCode.OK);
    kriterion.node.publish("t1", FakeEvents.planned());
    kriterion.node.publish("t1", FakeEvents.result(Verdict.VERDICT_WRONG_ANSWER));
    assertThat(kriterion.run("submit", task, "--key=k", "--follow"))
        .isEqualTo(ExitCode.NOT_ACCEPTED);
    assertThat(kriterion.out())
        .startsWith("t1", "runtime handler crun")
        .contains("WRONG_ANSWER, 1 of 2 points");
    // the node has just answered: from here on it is waited for
    kriterion.node.refuse("Get", Status.UNAVAILABLE.withDescription("the node stops"));
    assertThat(kriterion.run("submit", task, "--key=k", "--follow", "--json"))
        .isEqualTo(ExitCode.NOT_ACCEPTED);
  }

  @Test
  void settingsThatCannotBeAreBadUsage() {
    String task = kriterion.task().toString();
    assertThat(kriterion.run("submit", task, "--priority=101")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err())
        .first()
        .asString()
        .contains("priority: 101 (expected: -100 to 100)");
    assertThat(kriterion.run("submit", task, "--key=" + "k".repeat(151)))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(kriterion.err()).first().asString().contains("1 to 150");
    assertThat(kriterion.node.calls("Submit")).isZero();
  }
}
