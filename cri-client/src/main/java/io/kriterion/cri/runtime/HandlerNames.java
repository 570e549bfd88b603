package io.kriterion.cri.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kriterion.cri.v1.RuntimeHandler;
import io.kriterion.cri.v1.StatusResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which runtime handlers a runtime has. */
final class HandlerNames {

  private static final List<String> WHERE = List.of("containerd", "runtimes");

  private HandlerNames() {}

  /**
   * From the status itself (CRI of 2024 and later), else from the configuration that containerd
   * adds to a verbose status; none if neither tells.
   */
  static List<String> of(StatusResponse status) {
    Set<String> names = new TreeSet<>();
    for (RuntimeHandler handler : status.getRuntimeHandlersList()) {
      // the nameless one is the default, which is listed by its name too
      if (!handler.getName().isEmpty()) {
        names.add(handler.getName());
      }
    }
    String config = status.getInfoMap().get("config");
    if (names.isEmpty() && config != null) {
      addConfigured(config, names);
    }
    return List.copyOf(names);
  }

  private static void addConfigured(String config, Set<String> names) {
    try (JsonParser json = new JsonFactory().createParser(config)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      for (String key : WHERE) {
        if (!enter(json, key)) {
          return;
        }
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        names.add(json.currentName());
        json.nextToken();
        json.skipChildren();
      }
    } catch (IOException e) {
      // the configuration is no promise of the runtime: what cannot be read tells nothing
      names.clear();
    }
  }

  /** Moves from inside an object into the object at one of its keys. */
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
}
