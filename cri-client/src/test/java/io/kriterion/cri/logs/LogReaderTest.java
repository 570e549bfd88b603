package io.kriterion.cri.logs;

import static io.kriterion.cri.logs.LogFixture.append;
import static io.kriterion.cri.logs.LogFixture.line;
import static io.kriterion.cri.logs.LogFixture.read;
import static io.kriterion.cri.logs.LogFixture.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class LogReaderTest {

  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void name() {
    log = directory.resolve("0.log");
  }

  @Test
  void bytesAreKeptAsTheyAre() throws IOException {
    append(
        log,
        line(1, "stdout F", "hello"),
        line(2, "stderr F", ""),
        line(3, "stdout F:tag:more", "nul \0, half a rune \u00e2\u0082, a\rb, F P stdout"));
    assertThat(read(log, LogOptions.ALL))
        .containsExactly(
            "STDOUT hello", "STDERR ", "STDOUT nul \0, half a rune \u00e2\u0082, a\rb, F P stdout");
  }

  @Test
  void anEntryKnowsItsTimeAndWritesItself() throws IOException {
    append(log, "2026-11-24T12:00:01.5+02:00 stdout F whole\n", line(2, "stdout P", "piece"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (LogReader reader = LogReader.open(log, LogOptions.ALL)) {
      LogEntry first = reader.next().orElseThrow();
      assertThat(first.time()).isEqualTo(Instant.parse("2026-11-24T10:00:01.5Z"));
      assertThat(first.length()).isEqualTo(5);
      assertThat(first.toString()).doesNotContain("whole");
      first.writeTo(all);
      reader.next().orElseThrow().writeTo(all);
      assertThat(reader.next()).isEmpty();
      assertThat(reader.next()).isEmpty();
    }
    assertThat(all.toString(StandardCharsets.UTF_8)).isEqualTo("whole\npiece");
  }

  @Test
  void piecesAreJoinedPerStream() throws IOException {
    append(
        log,
        line(1, "stdout P", "a"),
        line(2, "stderr P", "x"),
        line(3, "stdout P", "b"),
        line(4, "stderr F", "y"),
        line(5, "stdout F", "c"),
        line(6, "stdout P", "prompt> "));
    assertThat(read(log, LogOptions.ALL))
        .containsExactly("STDERR xy", "STDOUT abc", "STDOUT prompt> …");
  }

  @Test
  void piecesAreHandedOnAsTheyAreIfAskedFor() throws IOException {
    append(log, line(1, "stdout P", "a"), line(2, "stderr F", "x"), line(3, "stdout F", ""));
    assertThat(read(log, LogOptions.ALL.joined(false)))
        .containsExactly("STDOUT a…", "STDERR x", "STDOUT ");
  }

  @Test
  void whatIsNoLogLineIsLeftOutAndCounted() throws IOException {
    append(
        log,
        "{\"log\":\"docker\"}\n",
        "\n",
        "yesterday stdout F x\n",
        line(1, "stdin F", "x"),
        line(1, "stdout Q", "x"),
        line(1, "stdout", ""),
        "x".repeat(100_000) + "\n",
        line(2, "stdout F", "good"),
        "2026-11-24T10:");
    try (LogReader reader = LogReader.open(log, LogOptions.ALL)) {
      assertThat(reader.next().orElseThrow().text()).isEqualTo("good");
      assertThat(reader.next()).isEmpty();
      assertThat(reader.malformedLines()).isEqualTo(7);
    }
  }

  @Test
  void aTruncatedLastLineIsPartial() throws IOException {
    append(log, line(1, "stdout F", "one"), time(2) + " stdout F tw");
    assertThat(read(log, LogOptions.ALL)).containsExactly("STDOUT one", "STDOUT tw…");
    assertThat(read(log, LogOptions.ALL.joined(false))).containsExactly("STDOUT one", "STDOUT tw…");
    assertThat(read(log, LogOptions.ALL.tail(1))).containsExactly("STDOUT tw…");
  }

  @Test
  void streamsAndTimesAreFiltered() throws IOException {
    append(
        log,
        line(1, "stdout P", "old "),
        line(2, "stderr F", "e1"),
        line(3, "stdout F", "and its rest"),
        line(4, "stderr F", "e2"),
        line(5, "stdout F", "new"));
    assertThat(read(log, LogOptions.ALL.only(LogStream.STDERR)))
        .containsExactly("STDERR e1", "STDERR e2");
    LogOptions since = LogOptions.ALL.since(Instant.parse(time(3)));
    // a line is as old as its first piece
    assertThat(read(log, since)).containsExactly("STDERR e2", "STDOUT new");
    assertThat(read(log, since.joined(false)))
        .containsExactly("STDOUT and its rest", "STDERR e2", "STDOUT new");
  }

  @Test
  void theLimitCutsTheLastEntry() throws IOException {
    append(log, line(1, "stdout F", "12345"), line(2, "stdout F", "67890"));
    assertThat(read(log, LogOptions.ALL.limitBytes(7)))
        .containsExactly("STDOUT 12345", "STDOUT 67…");
    assertThat(read(log, LogOptions.ALL.limitBytes(5))).containsExactly("STDOUT 12345");
    assertThat(read(log, LogOptions.ALL.limitBytes(11))).hasSize(2);
  }

  @Test
  void aLineOfAGibibyteComesInBoundedEntries() throws IOException {
    long length = 1L << 30;
    append(log, time(1) + " stdout F ");
    long start = Files.size(log);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(start + length);
      file.writeBytes("\n");
    }
    append(log, line(2, "stdout F", "next"));
    long seen = 0;
    try (LogReader reader = LogReader.open(log, LogOptions.ALL)) {
      LogEntry entry = reader.next().orElseThrow();
      for (; entry.length() != 4; entry = reader.next().orElseThrow()) {
        assertThat(entry.length()).isLessThanOrEqualTo(1 << 20);
        assertThat(entry.partial()).isEqualTo(seen + entry.length() < length);
        seen += entry.length();
      }
      assertThat(entry.text()).isEqualTo("next");
    }
    assertThat(seen).isEqualTo(length);
  }

  @Test
  void theTailOfATebibyteIsFoundFromTheEnd() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(1L << 40);
      file.writeBytes("\n");
    }
    append(log, line(1, "stdout F", "a"), line(2, "stdout F", "b"), line(3, "stdout F", "c"));
    assertThat(read(log, LogOptions.ALL.tail(2))).containsExactly("STDOUT b", "STDOUT c");
  }

  @Test
  void rotatedFilesAreReadFirstAndCompressedOnesAreSaid() throws IOException {
    append(directory.resolve("0.log.20261124-100000"), line(1, "stdout P", "a"));
    append(directory.resolve("0.log.20261124-110000"), line(2, "stdout F", "b"), time(3) + " std");
    append(log, line(4, "stdout F", "c"));
    Path compressed = directory.resolve("0.log.20261124-090000.gz");
    append(compressed, "not read");
    append(directory.resolve("0.log.tmp"), "not read either");
    append(directory.resolve("10.log.20261124-100000"), line(9, "stdout F", "another's"));
    LogOptions rotated = LogOptions.ALL.rotated(true);
    assertThat(read(log, rotated)).containsExactly("STDOUT ab", "STDOUT c");
    assertThat(read(log, rotated.tail(2))).containsExactly("STDOUT ab", "STDOUT c");
    assertThat(read(log, rotated.tail(1))).containsExactly("STDOUT c");
    assertThat(read(log, LogOptions.ALL)).containsExactly("STDOUT c");
    try (LogReader reader = LogReader.open(log, rotated)) {
      assertThat(reader.skippedFiles()).containsExactly(compressed);
    }
  }

  @Test
  void linksPipesAndDirectoriesAreRefusedUnopened() throws IOException, InterruptedException {
    Path secret = Files.writeString(directory.resolve("secret"), line(1, "stdout F", "secret"));
    Files.createSymbolicLink(log, secret);
    assertRefused(log);
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertRefused(pipe);
    assertRefused(directory);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> LogReader.open(directory.resolve("missing"), LogOptions.ALL));
  }

  private static void assertRefused(Path file) {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> LogReader.open(file, LogOptions.ALL))
        .withMessageContaining("expected: a regular file");
  }

  @Test
  void aClosedReaderIsAtItsEnd() throws IOException {
    append(log, line(1, "stdout F", "a"));
    LogReader reader = LogReader.open(log, LogOptions.ALL);
    reader.close();
    reader.close();
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void optionsHaveBounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> LogOptions.ALL.tail(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> LogOptions.ALL.limitBytes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> LogOptions.ALL.maxLineBytes(1023));
    LogOptions all = LogOptions.ALL;
    assertThatThrownBy(() ->
            new LogOptions(Set.of(), all.since(), all.tail(), all.limitBytes(), true, 1024, false))
        .hasMessage("streams: [] (expected: at least one)");
  }
}
