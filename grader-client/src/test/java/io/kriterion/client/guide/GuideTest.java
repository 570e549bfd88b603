package io.kriterion.client.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kriterion.client.Body;
import io.kriterion.client.ClientOptions;
import io.kriterion.client.Follow;
import io.kriterion.client.GraderClient;
import io.kriterion.client.GraderClientException;
import io.kriterion.client.NewTask;
import io.kriterion.client.Outcome;
import io.kriterion.client.TaskEvent;
import io.kriterion.client.fake.FakeEvents;
import io.kriterion.client.fake.FakeNode;
import io.kriterion.proto.grader.v1.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide's examples. What stands between {@code // begin NAME} and {@code // end} is in
 * docs/grader-client.md word for word; {@link DocumentsTest} compares.
 */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class GuideTest {

  @TempDir private Path directory;
  private FakeNode node;
  private GraderClient client;

  @BeforeEach
  void start() throws IOException {
    node = FakeNode.start(directory.resolve("node.sock"));
    client = GraderClient.connect(ClientOptions.ofSocket(directory.resolve("node.sock")));
    Files.writeString(directory.resolve("task.yaml"), "name: t");
  }

  @AfterEach
  void stop() {
    client.close();
    node.close();
  }

  // begin submit
  static String submit(GraderClient client, Path task, String student, byte[] program)
      throws IOException {
    NewTask submission =
        NewTask.builder(Files.readAllBytes(task))
            .submissionFile("sum.c", program, false)
            .key("LEPL1503/sum/" + student + "/1")
            .user(student)
            .build();
    return client.submit(submission).task();
  }

  // end

  @Test
  void aTaskIsSubmittedOnce() throws IOException {
    assertThat(submit(client, directory.resolve("task.yaml"), "ada", new byte[] {1}))
        .isEqualTo("t1");
    assertThat(node.submitted()).hasSize(1);
  }

  // begin await
  static String await(GraderClient client, String task) {
    return switch (client.await(task)) {
      case Outcome.Graded(var result) -> result.verdict() + ", " + result.points() + " points";
      case Outcome.Refused(String reason) -> "cannot be graded: " + reason;
      case Outcome.Cancelled(String reason) -> "cancelled: " + reason;
      case Outcome.Dead(var reasons) -> "the node failed: " + String.join("; ", reasons);
    };
  }

  // end

  @Test
  void aTaskIsWaitedFor() throws IOException {
    String task = submit(client, directory.resolve("task.yaml"), "ada", new byte[] {1});
    node.publish(task, FakeEvents.result(Verdict.VERDICT_ACCEPTED));
    assertThat(await(client, task)).isEqualTo("ACCEPTED, 1 points");
  }

  // begin follow
  static long follow(GraderClient client, String task, long last, OutputStream page)
      throws IOException {
    try (Follow events = last < 0 ? client.follow(task) : client.follow(task, last)) {
      while (events.hasNext()) {
        TaskEvent event = events.next();
        if (event.body() instanceof Body.Output output) {
          output.data().writeTo(page); // bytes of the student's: escape them before they are shown
        }
        last = event.seq(); // keep it, and a later call goes on from here
      }
    }
    return last;
  }

  // end

  @Test
  void outputIsFollowed() throws IOException {
    String task = submit(client, directory.resolve("task.yaml"), "ada", new byte[] {1});
    node.publish(task, FakeEvents.output("small", ByteString.copyFrom("hello\n", UTF_8)));
    node.publish(task, FakeEvents.result(Verdict.VERDICT_ACCEPTED));
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    assertThat(follow(client, task, -1, page)).isEqualTo(2);
    assertThat(page.toString(UTF_8)).isEqualTo("hello\n");
    assertThat(follow(client, task, 2, page)).isEqualTo(2);
  }

  // begin network
  static GraderClient connect(Path token, Path certificates) throws IOException {
    return GraderClient.connect(
        ClientOptions.ofAddress("grader.example", 7443, Files.readString(token).strip())
            .withTrustedCertificates(certificates));
  }

  // end

  @Test
  void certificatesAreReadAtOnce() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "t\n");
    GraderClientException failure =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            GraderClientException.class, () -> connect(token, directory.resolve("absent.pem")));
    assertThat(failure.code()).isEqualTo(GraderClientException.Code.INVALID);
  }
}
