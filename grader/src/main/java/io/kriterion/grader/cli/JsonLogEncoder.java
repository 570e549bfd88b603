package io.kriterion.grader.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Log lines for machines: one JSON object each, in ASCII, whatever is in them. Fields: {@code
 * time}, {@code level}, {@code logger}, {@code thread}, {@code message}, then what the thread is at
 * ({@code task}, {@code attempt}, {@code handler}, {@code sandbox}) and every pair of the line's
 * own, then {@code exception}. Long ones are cut.
 */
final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {

  /** The longest message, in characters. */
  static final int MESSAGE = 4096;

  /** The longest other field; names are cut at a sixteenth of it. */
  static final int FIELD = 1024;

  /** The longest exception with its stack. */
  static final int EXCEPTION = 16 << 10;

  /** How many fields of its own a line may have. */
  static final int FIELDS = 32;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final Set<String> RESERVED =
      Set.of("time", "level", "logger", "thread", "message", "exception");

  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", event.getInstant().toString());
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("logger", cut(event.getLoggerName(), FIELD));
      json.writeStringField("thread", cut(event.getThreadName(), FIELD));
      json.writeStringField("message", cut(event.getFormattedMessage(), MESSAGE));
      for (Map.Entry<String, Object> field : fields(event).entrySet()) {
        write(json, field.getKey(), field.getValue());
      }
      if (event.getThrowableProxy() != null) {
        String stack = ThrowableProxyUtil.asString(event.getThrowableProxy());
        json.writeStringField("exception", cut(stack, EXCEPTION));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    // the one character of ASCII that is none to print and that JSON does not escape
    return line.append('\n').toString().replace("\u007f", "\\u007f").getBytes(UTF_8);
  }

  /* A pair of the line's own stands for one of the thread's of the same name. */
  private static Map<String, Object> fields(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    event.getMDCPropertyMap().forEach((key, value) -> put(fields, key, value));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> put(fields, pair.key, pair.value));
    }
    return fields;
  }

  private static void put(
      Map<String, Object> fields, @Nullable String key, @Nullable Object value) {
    String name = cut(key, FIELD / 16);
    String free = RESERVED.contains(name) ? name + "_" : name;
    if (fields.size() < FIELDS || fields.containsKey(free)) {
      fields.put(free, value == null ? "null" : value);
    }
  }

  private static void write(JsonGenerator json, String name, Object value) throws IOException {
    switch (value) {
      case Integer number -> json.writeNumberField(name, number);
      case Long number -> json.writeNumberField(name, number);
      case Boolean truth -> json.writeBooleanField(name, truth);
      default -> json.writeStringField(name, cut(text(value), FIELD));
    }
  }

  private static String text(Object value) {
    try {
      return String.valueOf(value);
    } catch (RuntimeException e) {
      return "cannot be shown: " + e.getClass().getName();
    }
  }

  private static String cut(@Nullable String text, int longest) {
    if (text == null) {
      return "null";
    }
    String kept = text.length() > longest ? text.substring(0, longest) + "…" : text;
    // halves of characters become question marks: readers of JSON refuse them
    return new String(kept.getBytes(UTF_8), UTF_8);
  }
}
