package io.kriterion.grader.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskFormatException;
import io.kriterion.proto.grader.v1.File;
import io.kriterion.proto.grader.v1.SubmitRequest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class KnownTasksTest {

  private static final String TASK =
      """
      name: sum
      environment: gcc
      files: [ main.c ]
      steps: [ { name: only, run: [ ./sum ] } ]
      """;

  private final KnownTasks tasks = new KnownTasks();

  private static SubmitRequest.Builder request(String content) {
    return SubmitRequest.newBuilder()
        .setTask(ByteString.copyFromUtf8(TASK))
        .addTaskFiles(
            File.newBuilder().setPath("main.c").setContent(ByteString.copyFromUtf8(content)));
  }

  private static String content(Task task) throws IOException {
    return Files.readString(task.files().getFirst().source());
  }

  @Test
  void theSameTaskIsReadOnceWhoeverSendsIt() throws IOException {
    Task first = tasks.of(request("int x;").setKey("a").setUser("ada").build());
    Task second = tasks.of(request("int x;").setKey("b").setUser("bob").build());
    assertThat(second).isSameAs(first);
    assertThat(content(second)).isEqualTo("int x;");
  }

  @Test
  void anotherFileIsAnotherTask() throws IOException {
    Task first = tasks.of(request("int x;").build());
    Task second = tasks.of(request("int y;").build());
    assertThat(content(first)).isEqualTo("int x;");
    assertThat(content(second)).isEqualTo("int y;");
  }

  @Test
  void whatWeighsTooMuchIsReadEachTime() throws IOException {
    String large = "x".repeat(5 << 20);
    Task first = tasks.of(request(large).build());
    Task second = tasks.of(request(large).build());
    assertThat(second).isNotSameAs(first);
    assertThat(content(second)).isEqualTo(large);
  }

  @Test
  void whatItsStepsHoldCounts() {
    StringBuilder text = new StringBuilder("name: many\nenvironment: gcc\nsteps:\n");
    for (int i = 0; i < 100; i++) {
      text.append("  - { name: s").append(i).append(", run: [ x ], stdin: { file: in } }\n");
    }
    SubmitRequest request =
        SubmitRequest.newBuilder()
            .setTask(ByteString.copyFromUtf8(text.toString()))
            .addTaskFiles(
                File.newBuilder()
                    .setPath("in")
                    .setContent(ByteString.copyFromUtf8("x".repeat(100_000))))
            .build();
    assertThat(tasks.of(request)).isNotSameAs(tasks.of(request));
  }

  @Test
  void whatIsRefusedIsRefusedAgain() {
    SubmitRequest bad =
        SubmitRequest.newBuilder().setTask(ByteString.copyFromUtf8("name: 1")).build();
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(TaskFormatException.class).isThrownBy(() -> tasks.of(bad));
    }
  }
}
