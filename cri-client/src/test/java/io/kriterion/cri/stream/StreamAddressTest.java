package io.kriterion.cri.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.error.CriStreamException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamAddressTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:4321/exec/a_-B,4321,127.0.0.1:4321,/exec/a_-B",
    "http://localhost:4321/cri/exec/x?a=%20b,4321,localhost:4321,/cri/exec/x?a=%20b",
    "http://[::1]:80/e,80,[::1]:80,/e",
    "http://127.8.9.1:80,80,127.8.9.1:80,/"
  })
  void loopbackIsAccepted(String url, int port, String authority, String path) {
    StreamAddress address = StreamAddress.of(URI.create(url), "Exec", StreamOptions.loopback());
    assertThat(address.socket().getAddress().isLoopbackAddress()).isTrue();
    assertThat(address.socket().getPort()).isEqualTo(port);
    assertThat(address.authority()).isEqualTo(authority);
    assertThat(address.path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1:4321/exec/secret",
        "http://127.0.0.1.example.com:4321/exec/secret",
        "http://runtime.example:4321/exec/secret",
        "https://127.0.0.1:4321/exec/secret",
        "http://127.0.0.1/exec/secret",
        "http://127.999.0.1:1/exec/secret",
        "http://secret@127.0.0.1:1/exec/x",
        "http://127.0.0.1:70000/exec/secret",
        "unix:///run/x",
        "/exec/secret",
        "mailto:x"
      })
  void everythingElseIsRefusedWithoutTellingTheToken(String url) {
    assertThatExceptionOfType(CriStreamException.class)
        .isThrownBy(() -> StreamAddress.of(URI.create(url), "Exec", StreamOptions.loopback()))
        .withMessageStartingWith("Exec: the runtime's stream server at ")
        .matches(e -> e.getMessage() != null && !e.getMessage().contains("secret"), "no token");
  }
}
