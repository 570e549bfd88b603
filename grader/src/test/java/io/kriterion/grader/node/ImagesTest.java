package io.kriterion.grader.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.v1.Image;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images of environments, as far as no archive has to be imported. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class ImagesTest {

  @TempDir private Path directory;
  private Path catalogue;
  private FakeCriServer server;
  private CriClient client;
  private Images images;

  @BeforeEach
  void start() throws IOException {
    catalogue = Files.createDirectory(directory.resolve("images"));
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = CriClient.connect(server.socket());
    images = new Images(client, server.socket(), catalogue);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void oneThatIsNotThereIsRefusedWithWhatToDo() throws IOException {
    Files.createFile(catalogue.resolve("gcc.tar"));
    Files.createFile(catalogue.resolve("base.tar"));
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> images.provide(new ImageSource.Environment("cobol")))
        .withMessage(
            "environment cobol is not in the catalogue "
                + catalogue
                + " (it has: base, gcc); put an archive of kriterion.local/cobol:latest there,"
                + " as cobol.tar")
        .satisfies(e -> assertThat(e.failureClass()).isEqualTo(FailureClass.TASK));
  }

  /** The README of the release says so, and what is to be done after an archive was rebuilt. */
  @Test
  void oneThatTheRuntimeHasIsTakenWithoutALookAtItsArchive() throws Exception {
    Files.writeString(catalogue.resolve("cobol.tar"), "no archive");
    server
        .images()
        .local
        .put("kriterion.local/cobol:latest", Image.newBuilder().setId("sha256:1").build());
    assertThat(images.provide(new ImageSource.Environment("cobol")).id()).isEqualTo("sha256:1");
  }

  @Test
  void whatWasRemovedIsMissedOnceSomethingHasFailed() throws Exception {
    ImageSource cobol = new ImageSource.Environment("cobol");
    var local = server.images().local;
    local.put("kriterion.local/cobol:latest", Image.newBuilder().setId("sha256:1").build());
    assertThat(images.provide(cobol).id()).isEqualTo("sha256:1");
    local.remove("kriterion.local/cobol:latest");
    assertThat(images.provide(cobol).id()).as("asked a moment ago").isEqualTo("sha256:1");
    images.forget();
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> images.provide(cobol))
        .withMessageContaining("environment cobol is not in the catalogue");
  }
}
