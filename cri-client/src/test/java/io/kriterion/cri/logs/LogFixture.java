package io.kriterion.cri.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Writes log files and reads them in words. */
final class LogFixture {

  private LogFixture() {}

  static String time(int second) {
    return "2026-11-24T10:00:%02d.123456789Z".formatted(second);
  }

  /** A line of the file, for example {@code line(3, "stdout F", "hello")}. */
  static String line(int second, String streamAndTag, String content) {
    return time(second) + " " + streamAndTag + " " + content + "\n";
  }

  static void append(Path file, String... lines) throws IOException {
    Files.write(
        file,
        String.join("", lines).getBytes(StandardCharsets.ISO_8859_1),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  static List<String> read(Path file, LogOptions options) throws IOException {
    List<String> entries = new ArrayList<>();
    try (LogReader reader = LogReader.open(file, options)) {
      for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
        entries.add(words(entry.get()));
      }
    }
    return entries;
  }

  /** For example {@code STDOUT hello}, or {@code STDOUT hel…} for a partial one. */
  static String words(LogEntry entry) {
    String text = new String(entry.bytes(), StandardCharsets.ISO_8859_1);
    return entry.stream() + " " + text + (entry.partial() ? "…" : "");
  }
}
