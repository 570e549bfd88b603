package io.kriterion.grader.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.cri.error.CriException;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.v1.RuntimeCondition;
import io.kriterion.cri.v1.RuntimeHandler;
import io.kriterion.cri.v1.StatusResponse;
import io.kriterion.grader.runtime.HandlerSource.Seen;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A look at a runtime, over its socket. */
@Timeout(60)
class RuntimeSurveyTest {

  @TempDir private Path directory = Path.of("");

  private Path socket() {
    return directory.resolve("cri.sock");
  }

  private Optional<RuntimeSurvey> look() {
    return RuntimeSurvey.look(
        new RuntimeChoice(Optional.of(socket()), false, directory.resolve("images")));
  }

  private static StatusResponse status(boolean network, String cni) {
    StatusResponse.Builder status =
        StatusResponse.newBuilder()
            .addRuntimeHandlers(RuntimeHandler.newBuilder().setName("runc"))
            .putInfo("cniconfig", cni);
    status
        .getStatusBuilder()
        .addConditions(RuntimeCondition.newBuilder().setType("RuntimeReady").setStatus(true))
        .addConditions(RuntimeCondition.newBuilder().setType("NetworkReady").setStatus(network));
    return status.build();
  }

  @Test
  void oneThatServes() {
    try (FakeCriServer server = FakeCriServer.start(socket())) {
      server.runtime().beContainerd("2.1.9");
      server.runtime().status = status(true, "{\"plugins\":[{\"type\":\"kriterion-null\"}]}");
      assertThat(look())
          .hasValueSatisfying(survey -> {
            assertThat(survey.socket()).isEqualTo(socket());
            assertThat(survey.version().version()).isEqualTo("2.1.9");
            assertThat(survey.objection()).isEmpty();
            assertThat(survey.leadsNowhere()).isTrue();
            assertThat(survey.handlers()).contains(new Seen("runc", Optional.empty()));
          });
    }
  }

  @Test
  void oneWithARealNetworkOrNone() {
    try (FakeCriServer server = FakeCriServer.start(socket())) {
      server.runtime().status = status(true, "{\"plugins\":[{\"type\":\"bridge\"}]}");
      assertThat(look().flatMap(RuntimeSurvey::objection))
          .hasValueSatisfying(reason -> assertThat(reason).contains("a real one"));
      assertThat(look()).map(RuntimeSurvey::leadsNowhere).contains(false);
      server.runtime().status = status(false, "");
      assertThat(look().flatMap(RuntimeSurvey::objection))
          .hasValueSatisfying(reason -> assertThat(reason).contains("no pod network"));
    }
  }

  @Test
  void oneWhoseCriIsOff() {
    try (FakeCriServer server = FakeCriServer.startWithoutCri(socket())) {
      assertThat(server.socket()).isEqualTo(socket());
      assertThatThrownBy(this::look)
          .isInstanceOf(CriException.class)
          .hasMessageContaining("disabled_plugins");
    }
  }

  /** The time limit of the class is a part of the assertion. */
  @Test
  void oneThatHangsOrIsNotThere() {
    assertThatThrownBy(this::look).isInstanceOf(CriException.class);
    try (FakeCriServer server = FakeCriServer.start(socket())) {
      server.hang("Status");
      assertThatThrownBy(this::look).isInstanceOf(CriException.class);
    }
  }
}
