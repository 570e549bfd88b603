package io.kriterion.cri.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTextTest {

  private static ExecStatus parse(String text) throws IOException {
    return StatusText.parse(text.getBytes(UTF_8));
  }

  @Test
  void success() throws IOException {
    assertThat(parse("{\"metadata\":{},\"status\":\"Success\"}\n"))
        .isEqualTo(new ExecStatus.Exited(0));
  }

  @Test
  void exitCode() throws IOException {
    assertThat(
            parse(
                "{\"metadata\":{\"status\":\"Success\"},\"status\":\"Failure\",\"message\":\"m\","
                    + "\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"X\","
                    + "\"message\":\"1\"},{\"reason\":\"ExitCode\",\"message\":\"137\",\"n\":[1]}],"
                    + "\"k\":{}},\"code\":500}"))
        .isEqualTo(new ExecStatus.Exited(137));
  }

  @Test
  void failedStart() throws IOException {
    assertThat(
            parse(
                "{\"status\":\"Failure\",\"message\":\"no \\\"such\\\"\",\"reason\":\"Internal\"}"))
        .isEqualTo(new ExecStatus.Failed("no \"such\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "killed",
        "",
        "[]",
        "{}",
        "{\"status\":\"Success\"",
        "{\"status\":\"Maybe\"}",
        "{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\"}",
        "{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":"
            + "\"ExitCode\",\"message\":\"seven\"}]}}",
        "{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":"
            + "\"ExitCode\",\"message\":\"99999999999\"}]}}"
      })
  void anythingElseIsNoStatus(String text) {
    assertThatIOException().isThrownBy(() -> parse(text));
  }
}
