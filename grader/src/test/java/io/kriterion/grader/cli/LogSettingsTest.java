package io.kriterion.grader.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The two forms of the log's lines, as they come out on standard error. */
class LogSettingsTest {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter thread = new LogbackMDCAdapter();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void configure() {
    System.setErr(new PrintStream(bytes, true, UTF_8));
    context.setMDCAdapter(thread);
    new LogSettings().configure(context);
  }

  @AfterEach
  void restore() {
    System.setErr(before);
    context.stop();
  }

  private Logger logger() {
    return context.getLogger("io.kriterion.grader.node.Node");
  }

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }

  /** The one line, which must be one flat JSON object. */
  private Map<String, String> object() throws IOException {
    assertThat(bytes.toString(UTF_8)).matches("(?s)[\\x20-\\x7e]*\n");
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(bytes.toByteArray())) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        assertThat(json.nextToken().isScalarValue()).isTrue();
        fields.put(name, json.getText());
      }
      assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(json.nextToken()).isNull();
    }
    return fields;
  }

  @Test
  void textShowsWhatTheThreadIsAt() {
    logger().warn("plain");
    thread.put("task", "t-1");
    thread.put("attempt", "2");
    logger().atWarn().addKeyValue("reason", "no room").log("gave it back");
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0)).endsWith(" WARN  Node plain");
    assertThat(lines().get(1))
        .contains(" WARN  Node gave it back reason=\"no room\" ")
        .contains("task=t-1")
        .contains("attempt=2");
  }

  @Test
  void jsonHasEverythingAsFields() throws IOException {
    LogSettings.json(context);
    thread.put("task", "t-1");
    thread.put("handler", "runc");
    logger()
        .atWarn()
        .addKeyValue("attempt", 2)
        .addKeyValue("last", true)
        .addKeyValue("reason", "no room")
        .setCause(new IllegalStateException("full", new IOException("disk")))
        .log("gave {} back", "it");
    Map<String, String> fields = object();
    assertThat(fields)
        .containsEntry("level", "WARN")
        .containsEntry("logger", "io.kriterion.grader.node.Node")
        .containsEntry("thread", Thread.currentThread().getName())
        .containsEntry("message", "gave it back")
        .containsEntry("task", "t-1")
        .containsEntry("handler", "runc")
        .containsEntry("attempt", "2")
        .containsEntry("last", "true")
        .containsEntry("reason", "no room");
    assertThat(fields.get("exception"))
        .contains("IllegalStateException: full", "IOException: disk", "LogSettingsTest");
    assertThat(Instant.parse(fields.get("time"))).isBeforeOrEqualTo(Instant.now());
    assertThat(bytes.toString(UTF_8)).contains("\"attempt\":2,", "\"last\":true,");
  }

  @Test
  void jsonMayBeSaidAgainAndIsThenSaidOnce() {
    LogSettings.json(context);
    LogSettings.json(context);
    logger().warn("once");
    assertThat(lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two\nlines\r\n{\"level\":\"ERROR\"}",
        "\u0000\u001b[31m\u009b\u2028\u2029\u007f quote \" and \\",
        "pair \ud83d\ude00",
        "{} {} \\{}"
      })
  void hostileTextStaysInItsField(String text) throws IOException {
    LogSettings.json(context);
    thread.put("task", text);
    logger().atWarn().addKeyValue("reason", text).addKeyValue(text, "x").log(text);
    Map<String, String> fields = object();
    assertThat(fields)
        .containsEntry("message", text)
        .containsEntry("task", text)
        .containsEntry("reason", text)
        .containsEntry(text, "x");
  }

  @Test
  void halvesOfCharactersAreReplaced() throws IOException {
    LogSettings.json(context);
    String cutInHalf = "x".repeat(JsonLogEncoder.FIELD - 1) + "\ud83d\ude00";
    logger().atWarn().addKeyValue("cut", cutInHalf).log("lone \ud800 and \udc00");
    assertThat(object())
        .containsEntry("message", "lone ? and ?")
        .containsEntry("cut", "x".repeat(JsonLogEncoder.FIELD - 1) + "?…");
  }

  @Test
  void aFieldCannotPassForAnother() throws IOException {
    LogSettings.json(context);
    thread.put("task", "of the thread");
    logger()
        .atWarn()
        .addKeyValue("level", "ERROR")
        .addKeyValue("message", "another")
        .addKeyValue("task", "of the line")
        .log("one");
    assertThat(object())
        .containsEntry("level", "WARN")
        .containsEntry("level_", "ERROR")
        .containsEntry("message", "one")
        .containsEntry("message_", "another")
        .containsEntry("task", "of the line");
  }

  @Test
  void everythingIsBounded() throws IOException {
    LogSettings.json(context);
    String flood = "x".repeat(1 << 20);
    LoggingEventBuilder line = logger().atLevel(Level.WARN).addKeyValue(flood, flood);
    for (int i = 0; i < 100; i++) {
      line = line.addKeyValue("key" + i, flood);
    }
    line.setCause(new IllegalStateException(flood)).log(flood);
    Map<String, String> fields = object();
    assertThat(fields).hasSize(JsonLogEncoder.FIELDS + 6);
    assertThat(fields.get("message")).hasSize(JsonLogEncoder.MESSAGE + 1);
    assertThat(fields.get("key0")).hasSize(JsonLogEncoder.FIELD + 1);
    assertThat(fields.get("exception")).hasSize(JsonLogEncoder.EXCEPTION + 1);
    assertThat(bytes.size()).isLessThan(100_000);
  }

  @Test
  void aValueThatCannotBeShownCostsOnlyItself() throws IOException {
    LogSettings.json(context);
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("broken");
          }
        };
    logger().atWarn().addKeyValue("value", broken).addKeyValue("none", (Object) null).log("said");
    assertThat(object())
        .containsEntry("message", "said")
        .containsEntry("value", "cannot be shown: java.lang.IllegalStateException")
        .containsEntry("none", "null");
  }
}
