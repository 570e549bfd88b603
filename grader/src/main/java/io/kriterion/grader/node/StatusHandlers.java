package io.kriterion.grader.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kriterion.cri.runtime.RuntimeStatus;
import io.kriterion.grader.runtime.HandlerSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The handlers of a runtime by what its status says: their names, and the programs that
 * containerd's verbose status names for them, which may not be there.
 */
final class StatusHandlers implements HandlerSource {

  private static final JsonFactory JSON = new JsonFactory();

  /* Where containerd's configuration has a handler's program, below its name. */
  private static final String RUNTIMES = "/containerd/runtimes/";
  private static final String PROGRAM = "/options/BinaryName";

  private final Supplier<RuntimeStatus> status;
  private final OptionalLong mountNamespaceOf;

  /**
   * The handlers of one runtime.
   *
   * @param status asks the runtime
   * @param mountNamespaceOf a process whose files the runtime sees, where those are not the node's
   */
  StatusHandlers(Supplier<RuntimeStatus> status, OptionalLong mountNamespaceOf) {
    this.status = status;
    this.mountNamespaceOf = mountNamespaceOf;
  }

  @Override
  public List<Seen> look() {
    RuntimeStatus now = status.get();
    Map<String, Path> programs = programs(now.info().getOrDefault("config", ""));
    return now.handlers().stream()
        .map(name -> new Seen(name, Optional.ofNullable(programs.get(name)).flatMap(this::missing)))
        .toList();
  }

  private Optional<String> missing(Path program) {
    boolean there =
        Files.exists(program)
            || mountNamespaceOf.stream()
                .anyMatch(pid -> Files.exists(Path.of("/proc/" + pid + "/root" + program)));
    return there ? Optional.empty() : Optional.of("its program " + program + " is not installed");
  }

  /* Absolute ones only: where the runtime looks for others is its own business. */
  private static Map<String, Path> programs(String config) {
    Map<String, Path> programs = new HashMap<>();
    Deque<String> place = new ArrayDeque<>();
    try (JsonParser json = JSON.createParser(config)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        switch (token) {
          case START_OBJECT, START_ARRAY ->
              place.addLast(json.currentName() == null ? "" : String.valueOf(json.currentName()));
          case END_OBJECT, END_ARRAY -> place.removeLast();
          case VALUE_STRING -> {
            String path = String.join("/", place) + "/" + json.currentName();
            if (path.startsWith(RUNTIMES)
                && path.endsWith(PROGRAM)
                && json.getText().startsWith("/")) {
              programs.put(
                  path.substring(RUNTIMES.length(), path.length() - PROGRAM.length()),
                  Path.of(json.getText()));
            }
          }
          default -> {
            // nothing that names a program
          }
        }
      }
    } catch (IOException e) {
      // another runtime's words: nothing is known of its programs then
      return Map.of();
    }
    return programs;
  }
}
