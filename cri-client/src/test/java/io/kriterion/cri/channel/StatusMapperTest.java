package io.kriterion.cri.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.RuntimeAnswer;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusMapperTest {

  private final Throwable cause = new IllegalStateException("the gRPC failure");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RunPodSandbox  |UNKNOWN          |failed to reserve sandbox name "a_b_c_0": name "a_b_c_0" is reserved for "88"|NAME_RESERVED|true
          RunPodSandbox  |UNKNOWN          |failed to get sandbox runtime: no runtime for "x" is configured|NO_SUCH_HANDLER|true
          RunPodSandbox  |UNKNOWN          |failed to create containerd task: runtime "io.containerd.runsc.v1" binary not installed "containerd-shim-runsc-v1"|HANDLER_NOT_INSTALLED|false
          RunPodSandbox  |UNKNOWN          |failed to create shim task: OCI runtime create failed: exec: "crun": executable file not found in $PATH|HANDLER_NOT_INSTALLED|false
          RunPodSandbox  |UNKNOWN          |failed to create shim task: OCI runtime create failed: fork/exec /opt/runc: no such file or directory|HANDLER_NOT_INSTALLED|false
          RunPodSandbox  |UNKNOWN          |failed to setup network for sandbox "1": cni plugin not initialized|NETWORK_NOT_READY|false
          RunPodSandbox  |UNKNOWN          |failed to setup network for sandbox "1": plugin type="loopback" failed (add)|NETWORK_NOT_READY|false
          RunPodSandbox  |UNKNOWN          |cni config uninitialized|NETWORK_NOT_READY|false
          RunPodSandbox  |UNKNOWN          |failed to find network info for sandbox "1"|NETWORK_NOT_READY|false
          RunPodSandbox  |UNKNOWN          |failed to get sandbox image "k/pause:1": failed to pull image "k/pause:1": no such host|IMAGE_UNAVAILABLE|true
          CreateContainer|NOT_FOUND        |failed to resolve image "nope:1": not found|IMAGE_UNAVAILABLE|true
          CreateContainer|NOT_FOUND        |failed to find sandbox id "x": not found|NOT_FOUND|true
          CreateContainer|UNKNOWN          |sandbox container "x" is not running|WRONG_STATE|true
          StartContainer |UNKNOWN          |failed to start: exec: "nope": executable file not found in $PATH: unknown|COMMAND_NOT_FOUND|false
          StartContainer |UNKNOWN          |failed to start: exec: "/nope": stat /nope: no such file or directory: unknown|COMMAND_NOT_FOUND|false
          StartContainer |UNKNOWN          |failed to start: exec: "/etc/passwd": permission denied: unknown|COMMAND_NOT_FOUND|false
          StartContainer |UNKNOWN          |container is in CONTAINER_EXITED state|WRONG_STATE|true
          CreateContainer|UNKNOWN          |sandbox "x" is not in ready state|WRONG_STATE|true
          ExecSync       |UNKNOWN          |exec: "x": permission denied|COMMAND_NOT_FOUND|false
          Exec           |UNKNOWN          |container is in CONTAINER_EXITED state|WRONG_STATE|true
          ContainerStatus|NOT_FOUND        |an error occurred when try to find container "x": not found|NOT_FOUND|true
          PullImage      |NOT_FOUND        |failed to pull and unpack image "a": not found|IMAGE_UNAVAILABLE|true
          PullImage      |UNKNOWN          |some registry's own words|IMAGE_UNAVAILABLE|true
          PullImage      |DEADLINE_EXCEEDED|deadline exceeded after 1s|DEADLINE_EXCEEDED|true
          RunPodSandbox  |DEADLINE_EXCEEDED|deadline exceeded after 1s|DEADLINE_EXCEEDED|false
          RunPodSandbox  |CANCELLED        |Thread interrupted|CANCELLED|false
          StopContainer  |CANCELLED        |Thread interrupted|CANCELLED|true
          RunPodSandbox  |INVALID_ARGUMENT |bad|INVALID_ARGUMENT|true
          ListContainers |RESOURCE_EXHAUSTED|message larger than max|RESOURCE_EXHAUSTED|true
          Version        |UNIMPLEMENTED    |unknown service runtime.v1.RuntimeService|UNIMPLEMENTED|true
          StartContainer |UNKNOWN          |something new|OTHER|false
          ContainerStatus|INTERNAL         |something new|OTHER|true
          """)
  void textsOfContainerd(
      String rpc, Status.Code status, String text, CriErrorCode code, boolean retrySafe) {
    assertMeans(rpc, status, text, code, retrySafe);
  }

  /** Captured from containerds that were asked for each of these. */
  @ParameterizedTest
  @CsvFileSource(
      resources = {"containerd-1.6.20.txt", "kit-answers.txt"},
      delimiter = '|',
      quoteCharacter = '\u0001')
  void realAnswersOfContainerd(
      String rpc, Status.Code status, String text, CriErrorCode code, boolean retrySafe) {
    assertMeans(rpc, status, text, code, retrySafe);
  }

  private void assertMeans(
      String rpc, Status.Code status, String text, CriErrorCode code, boolean retrySafe) {
    CriException mapped =
        StatusMapper.map(rpc, "thing", status.toStatus().withDescription(text), cause);
    assertThat(mapped)
        .isInstanceOfSatisfying(
            CriCallException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.object()).hasValue("thing");
              assertThat(e.answer()).isEqualTo(new RuntimeAnswer(status.name(), text));
            })
        .hasMessage(rpc + ": thing: " + text)
        .hasCause(cause);
    assertThat(mapped.operation()).isEqualTo(rpc);
    assertThat(mapped.retrySafe()).isEqualTo(retrySafe);
  }

  @ParameterizedTest
  @CsvSource({"RunPodSandbox,false", "CreateContainer,false", "Status,true", "Exec,true"})
  void nobodyAnswers(String rpc, boolean retrySafe) {
    CriException mapped =
        StatusMapper.map(rpc, null, Status.UNAVAILABLE.withDescription("io exception"), cause);
    assertThat(mapped)
        .isInstanceOf(CriConnectionException.class)
        .hasMessage(rpc + ": the runtime does not answer (io exception): is it running?")
        .hasCause(cause);
    assertThat(mapped.retrySafe()).isEqualTo(retrySafe);
  }

  @Test
  void callThatTheServerResetIsABrokenConnection() {
    Status reset =
        Status.CANCELLED.withDescription("RST_STREAM closed stream. HTTP/2 error code: CANCEL");
    assertThat(StatusMapper.map("RunPodSandbox", null, reset, cause))
        .isInstanceOf(CriConnectionException.class)
        .matches(e -> !e.retrySafe(), "may have had its effect");
  }

  @Test
  void callThatFoundNobodyWasNeverSent() {
    Status refused = Status.UNAVAILABLE.withCause(new ConnectException("Connection refused"));
    CriException mapped = StatusMapper.map("RunPodSandbox", "pod", refused, cause);
    assertThat(mapped).isInstanceOf(CriConnectionException.class);
    assertThat(mapped.retrySafe()).isTrue();
    assertThat(mapped.object()).hasValue("pod");
  }

  @ParameterizedTest
  @CsvSource({
    "Abrupt GOAWAY closed unsent stream,true",
    "GOAWAY closed buffered stream,true",
    "Connection closed while stream is buffered,true",
    "Abrupt GOAWAY closed sent stream,false"
  })
  void callThatWaitedForItsTurnWasNeverSent(String words, boolean retrySafe) {
    Status away = Status.UNAVAILABLE.withDescription(words + ". HTTP/2 error code: NO_ERROR");
    assertThat(StatusMapper.map("RunPodSandbox", "pod", away, cause))
        .isInstanceOf(CriConnectionException.class)
        .matches(e -> e.retrySafe() == retrySafe, "safe to repeat: " + retrySafe);
  }

  @Test
  void answerThatCannotBeReadIsNoAnswerOfTheRuntime() {
    Status status = Status.INTERNAL.withDescription("http2 exception").withCause(cause);
    assertThat(StatusMapper.map("Version", null, status, cause))
        .isInstanceOf(CriConnectionException.class);
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void everyCodeWithoutTextIsNamed(Status.Code code) {
    assertThat(StatusMapper.map("StartContainer", null, code.toStatus(), cause))
        .hasMessageStartingWith("StartContainer: ")
        .hasMessageContaining(code.toString());
  }
}
