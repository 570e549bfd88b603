package io.kriterion.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.kriterion.client.GraderClientException.Code;
import java.net.ConnectException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusMapperTest {

  private static final ClientOptions.Target NODE = new ClientOptions.Socket(Path.of("/node.sock"));

  @ParameterizedTest
  @CsvSource({
    "OK, INTERNAL",
    "CANCELLED, CANCELLED",
    "UNKNOWN, INTERNAL",
    "INVALID_ARGUMENT, INVALID",
    "DEADLINE_EXCEEDED, DEADLINE",
    "NOT_FOUND, NOT_FOUND",
    "ALREADY_EXISTS, CONFLICT",
    "PERMISSION_DENIED, FORBIDDEN",
    "RESOURCE_EXHAUSTED, FULL",
    "FAILED_PRECONDITION, CONFLICT",
    "ABORTED, INTERNAL",
    "OUT_OF_RANGE, INVALID",
    "UNIMPLEMENTED, UNSUPPORTED",
    "INTERNAL, INTERNAL",
    "UNAVAILABLE, UNAVAILABLE",
    "DATA_LOSS, INTERNAL",
    "UNAUTHENTICATED, UNAUTHENTICATED",
  })
  void everyStatusOfTheNodeHasACode(Status.Code status, Code code) {
    GraderClientException failure =
        StatusMapper.map(Status.fromCode(status).withDescription("why"), NODE);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessage("why");
    assertThat(StatusMapper.map(Status.fromCode(status), NODE)).hasMessage(status.name());
  }

  @ParameterizedTest
  @CsvSource({"UNAVAILABLE", "INTERNAL", "UNKNOWN"})
  void whatWasMadeOnThisSideIsNoAnswer(Status.Code status) {
    Status broken =
        Status.fromCode(status)
            .withDescription("io exception\nChannel Pipeline: [a, b]")
            .withCause(new IllegalStateException(new ConnectException("Connection refused")));
    GraderClientException failure = StatusMapper.map(broken, NODE);
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(failure).hasMessage("the node at /node.sock does not answer (Connection refused)");
  }

  @Test
  void aCallThatAServerDroppedAsItStoppedIsNoCancellation() {
    Status dropped =
        Status.CANCELLED.withDescription("RST_STREAM closed stream. HTTP/2 error code: CANCEL");
    assertThat(StatusMapper.map(dropped, NODE).code()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void onlyWhatIsInvalidHasSeveralLines() {
    String lines = "task.yaml:3: one\ntask.yaml:4: two";
    assertThat(StatusMapper.map(Status.INVALID_ARGUMENT.withDescription(lines), NODE))
        .hasMessage(lines);
    assertThat(StatusMapper.map(Status.INTERNAL.withDescription("one\n at two"), NODE))
        .hasMessage("one");
  }
}
