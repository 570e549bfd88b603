package io.kriterion.grader.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real null-cni, called as a container runtime calls it. */
@Timeout(60)
class NullCniTest {

  private static final Path PLUGIN = Path.of("target", "native", "null-cni").toAbsolutePath();

  /** What a call answered. */
  private record Answer(int status, String text) {}

  private static Answer call(String config, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(PLUGIN.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("CNI_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().write(config.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), text);
  }

  private static String config(String version) {
    return "{\"cniVersion\":\"%s\",\"name\":\"none\",\"type\":\"null-cni\"}".formatted(version);
  }

  private static void assertJson(String text) throws IOException {
    int tokens = 0;
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    assertThat(tokens).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"0.4.0,true", "1.0.0,false"})
  void addNamesTheInterfaceAndBringsTheLoopbackUp(String version, boolean family) throws Exception {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "skipped: making network namespaces takes root");
    Process holder = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo ready; cat").start();
    try {
      assertThat(holder.getInputStream().readNBytes(6)).asString().isEqualTo("ready\n");
      String namespace = "/proc/%d/ns/net".formatted(holder.pid());
      assertThat(localAddresses(holder.pid())).doesNotContain("127.0.0.1");

      Answer answer =
          call(
              config(version),
              Map.of("CNI_COMMAND", "ADD", "CNI_NETNS", namespace, "CNI_IFNAME", "eth0"));

      assertThat(answer)
          .isEqualTo(
              new Answer(
                  0,
                  "{\"cniVersion\":\"%s\",\"interfaces\":[{\"name\":\"eth0\",\"sandbox\":\"%s\"}],\"ips\":[{%s\"address\":\"127.0.0.1/8\",\"interface\":0}]}\n"
                      .formatted(version, namespace, family ? "\"version\":\"4\"," : "")));
      assertThat(localAddresses(holder.pid())).contains("127.0.0.1");
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
  }

  private static String localAddresses(long pid) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of("nsenter", "-t", Long.toString(pid), "--net", "cat", "/proc/net/fib_trie"))
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text;
  }

  @Test
  void aNamespaceThatIsNotThereIsAnErrorInJson() throws Exception {
    Answer answer =
        call(config("1.0.0"), Map.of("CNI_COMMAND", "ADD", "CNI_NETNS", "/no\"such\\name\nspace"));

    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.text()).contains("\"code\":100", "No such file or directory");
    assertJson(answer.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEL", "CHECK", "GC", "STATUS"})
  void theOtherCommandsDoNothing(String command) throws Exception {
    assertThat(call(config("1.0.0"), Map.of("CNI_COMMAND", command, "CNI_NETNS", "/gone")))
        .isEqualTo(new Answer(0, ""));
  }

  @Test
  void versionSaysWhatItSpeaks() throws Exception {
    Answer answer = call(config("0.4.0"), Map.of("CNI_COMMAND", "VERSION"));

    assertThat(answer.status()).isZero();
    assertThat(answer.text())
        .isEqualTo(
            "{\"cniVersion\":\"0.4.0\",\"supportedVersions\":[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n");
  }

  @Test
  void whatItDoesNotSpeakIsRefused() throws Exception {
    assertRefused(call(config("0.2.0"), Map.of("CNI_COMMAND", "ADD")), 1);
    assertRefused(call(config("1.0.0"), Map.of("CNI_COMMAND", "ADD")), 4);
    assertRefused(call(config("1.0.0"), Map.of("CNI_COMMAND", "DANCE")), 4);
    assertRefused(call("", Map.of()), 4);
  }

  private static void assertRefused(Answer answer, int code) throws IOException {
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.text()).contains("\"code\":" + code);
    assertJson(answer.text());
  }
}
