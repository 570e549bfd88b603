package io.kriterion.grader.containerd;

import io.kriterion.grader.process.ProcessId;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What an instance's state directory says about it, for those who did not start it.
 *
 * @param owner the process that started it
 * @param data its data directory
 * @param foreignCgroups whether the control group {@code /k8s.io} was there before it
 * @param handlers the handlers it offers
 * @param missing handlers it does not offer, and why
 */
record InstanceRecord(
    ProcessId owner,
    Path data,
    boolean foreignCgroups,
    List<String> handlers,
    Map<String, String> missing) {

  private static final String FILE = "instance.properties";
  private static final String PID_FILE = "containerd.pid";
  private static final String DETACHED = "detached";

  InstanceRecord {
    handlers = List.copyOf(handlers);
    missing = Map.copyOf(missing);
  }

  void write(Path state) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("owner", owner.text());
    properties.setProperty("data", data.toString());
    properties.setProperty("foreign-cgroups", String.valueOf(foreignCgroups));
    properties.setProperty("handlers", String.join(",", handlers));
    missing.forEach((name, reason) -> properties.setProperty("missing." + name, reason));
    try (Writer out = Files.newBufferedWriter(state.resolve(FILE))) {
      properties.store(out, null);
    }
  }

  /** Empty when the directory is not an instance's, or one that was half removed. */
  static Optional<InstanceRecord> read(Path state) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(state.resolve(FILE))) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Map<String, String> missing = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith("missing.")) {
        missing.put(key.substring("missing.".length()), properties.getProperty(key, ""));
      }
    }
    String data = properties.getProperty("data", "");
    return ProcessId.parse(properties.getProperty("owner", ""))
        .map(owner ->
            new InstanceRecord(
                owner,
                Path.of(data),
                Boolean.parseBoolean(properties.getProperty("foreign-cgroups")),
                List.of(properties.getProperty("handlers", "").split(",")),
                missing));
  }

  /** The containerd of the instance, if it was started; it may have ended since. */
  static Optional<ProcessId> containerd(Path state) throws IOException {
    try {
      return ProcessId.parse(Files.readString(state.resolve(PID_FILE)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static void writeContainerd(Path state, ProcessId containerd) throws IOException {
    Files.writeString(state.resolve(PID_FILE), containerd.text());
  }

  static boolean detached(Path state) {
    return Files.exists(state.resolve(DETACHED));
  }

  static void writeDetached(Path state) throws IOException {
    Files.writeString(state.resolve(DETACHED), "");
  }

  /**
   * Whether nobody will miss the instance: its owner is gone and did not leave it running on
   * purpose, or did and its containerd is gone too.
   */
  static boolean stale(Path state) throws IOException {
    Optional<InstanceRecord> record = read(state);
    if (record.isEmpty()) {
      return true;
    }
    if (record.get().owner().alive()) {
      return false;
    }
    return !detached(state) || containerd(state).filter(ProcessId::alive).isEmpty();
  }
}
