package io.kriterion.cri.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image's configuration out of containerd's verbose information: {@code imageSpec.config}. */
final class ImageConfigReader {

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();

  private ImageConfigReader() {}

  /** Nothing if there is no such thing in it: the information is no promise of the runtime. */
  static Optional<ImageConfig> read(String json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT
          || !enter(parser, "imageSpec")
          || !enter(parser, "config")) {
        return Optional.empty();
      }
      ImageConfigReader reader = new ImageConfigReader();
      reader.fields(parser);
      return Optional.of(reader.config());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean enter(JsonParser json, String key) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = key.equals(json.currentName());
      JsonToken value = json.nextToken();
      if (found) {
        return value == JsonToken.START_OBJECT;
      }
      json.skipChildren();
    }
    return false;
  }

  private void fields(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        texts.put(name, json.getText());
      } else if (value == JsonToken.START_ARRAY) {
        lists.put(name, strings(json));
      } else if (value == JsonToken.START_OBJECT && name.equals("Labels")) {
        labels(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private static List<String> strings(JsonParser json) throws IOException {
    List<String> strings = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == JsonToken.VALUE_STRING) {
        strings.add(json.getText());
      } else {
        json.skipChildren();
      }
    }
    return strings;
  }

  private void labels(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        labels.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private ImageConfig config() {
    return new ImageConfig(
        lists.getOrDefault("Env", List.of()),
        texts.getOrDefault("User", ""),
        lists.getOrDefault("Entrypoint", List.of()),
        lists.getOrDefault("Cmd", List.of()),
        texts.getOrDefault("WorkingDir", ""),
        texts.getOrDefault("StopSignal", ""),
        labels);
  }
}
