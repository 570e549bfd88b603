package io.kriterion.cri.logs;

import static io.kriterion.cri.logs.LogFixture.append;
import static io.kriterion.cri.logs.LogFixture.line;
import static io.kriterion.cri.logs.LogFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random logs, against what a few plain lines make of them. */
@Timeout(60)
class LogModelTest {

  private static final int LOGS = 60;

  private record Piece(String stream, boolean partial, String content) {}

  private static List<Piece> pieces(Random random) {
    List<Piece> pieces = new ArrayList<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      // some longer than a block
      int length = random.nextInt(6) == 0 ? random.nextInt(200_000) : random.nextInt(4);
      boolean partial = length > 0 && random.nextInt(3) == 0;
      pieces.add(
          new Piece(
              random.nextInt(3) == 0 ? "stderr" : "stdout",
              partial,
              Character.toString('a' + i).repeat(length)));
    }
    return pieces;
  }

  /** The lines in the order in which they end; what never ends comes last. */
  private static List<String> lines(List<Piece> pieces) {
    List<String> lines = new ArrayList<>();
    // stderr sorts before stdout, and the reader says stdout first
    TreeMap<String, StringBuilder> open = new TreeMap<>(Comparator.reverseOrder());
    for (Piece piece : pieces) {
      StringBuilder line = open.computeIfAbsent(piece.stream(), name -> new StringBuilder());
      line.append(piece.content());
      if (!piece.partial()) {
        lines.add(name(piece.stream()) + " " + line);
        open.remove(piece.stream());
      }
    }
    open.forEach((stream, line) -> {
      if (!line.isEmpty()) {
        lines.add(name(stream) + " " + line + "…");
      }
    });
    return lines;
  }

  private static String name(String stream) {
    return stream.equals("stdout") ? "STDOUT" : "STDERR";
  }

  @Test
  void everyTailIsTheEndOfTheWhole() throws IOException {
    Path directory = Files.createDirectory(this.directory.resolve("logs"));
    for (int seed = 0; seed < LOGS; seed++) {
      List<Piece> pieces = pieces(new Random(seed));
      Path log = directory.resolve(seed + ".log");
      append(log);
      for (Piece piece : pieces) {
        append(log, line(1, piece.stream() + (piece.partial() ? " P" : " F"), piece.content()));
      }
      assertThat(read(log, LogOptions.ALL)).as("seed %d", seed).isEqualTo(lines(pieces));
      assertRawTails(log, pieces, seed);
      // what never ends is last here, but not in the file
      if (lines(pieces).stream().noneMatch(line -> line.endsWith("…"))) {
        assertTails(log, lines(pieces), LogOptions.ALL, seed);
      }
    }
  }

  private static void assertRawTails(Path log, List<Piece> pieces, int seed) throws IOException {
    List<String> raw =
        pieces.stream()
            .map(p -> name(p.stream()) + " " + p.content() + (p.partial() ? "…" : ""))
            .toList();
    assertTails(log, raw, LogOptions.ALL.joined(false), seed);
    assertTails(
        log,
        raw.stream().filter(entry -> entry.startsWith("STDERR")).toList(),
        LogOptions.ALL.joined(false).only(LogStream.STDERR),
        seed);
  }

  private static void assertTails(Path log, List<String> all, LogOptions options, int seed)
      throws IOException {
    for (int tail = 0; tail <= all.size() + 1; tail++) {
      assertThat(read(log, options.tail(tail)))
          .as("seed %d, tail %d, joined %s", seed, tail, options.joined())
          .isEqualTo(all.subList(Math.max(0, all.size() - tail), all.size()));
    }
  }

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;
}
