package io.kriterion.cri.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents say what is: their code is the code that runs, their proofs are tests. */
class DocumentsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GUIDE = ROOT.resolve("docs/cri-client.md");
  private static final Path PARITY = ROOT.resolve("docs/cri-parity.md");
  private static final Path SOURCE = Path.of("src/test/java/io/kriterion/cri/guide/GuideTest.java");

  private static final Pattern REGION =
      Pattern.compile("^  // begin (\\w+)\n(.*?)^  // end\n", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern BLOCK =
      Pattern.compile("<!-- (\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PROOF = Pattern.compile("`(\\w+)#(\\w+)`");

  private static Map<String, String> find(Pattern pattern, String text) {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2).stripTrailing().stripIndent());
    }
    return found;
  }

  @Test
  void theGuideShowsTheCodeThatIsTested() throws IOException {
    Map<String, String> tested = find(REGION, Files.readString(SOURCE));
    Map<String, String> shown = find(BLOCK, Files.readString(GUIDE));
    assertThat(tested).isNotEmpty();
    assertThat(shown).isEqualTo(tested);
  }

  /** Rows of a table: {@code | what | with | proof |}. */
  private static List<List<String>> rows() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PARITY)) {
      if (line.startsWith("| ")) {
        List<String> cells =
            Stream.of(line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|", -1))
                .map(String::strip)
                .toList();
        if (!cells.getLast().equals("Proof")) {
          rows.add(cells);
        }
      }
    }
    return rows;
  }

  @Test
  void everyRowOfTheParityTableHasAProofOrAReason() throws IOException {
    List<List<String>> rows = rows();
    assertThat(rows).hasSizeGreaterThan(100);
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row).hasSize(3);
          assertThat(row.get(2)).matches("(`\\w+#\\w+`(, )?)+|not meant: .+");
        });
  }

  @Test
  void everyProofIsATest() throws IOException {
    Map<String, String> sources = sources();
    List<String> wrong = new ArrayList<>();
    int proofs = 0;
    for (List<String> row : rows()) {
      Matcher proof = PROOF.matcher(row.getLast());
      while (proof.find()) {
        proofs++;
        String source = sources.getOrDefault(proof.group(1), "");
        if (!isTest(source, proof.group(2))) {
          wrong.add(proof.group());
        }
      }
    }
    assertThat(proofs).isGreaterThan(50);
    assertThat(wrong).as("named as proofs, but no tests").isEmpty();
  }

  /** All test classes by their simple names. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String module : List.of("cri-client", "grader", "integration-tests")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = String.valueOf(file.getFileName()).replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }

  private static boolean isTest(String source, String method) {
    return Pattern.compile(
            "@(Test|ParameterizedTest|RepeatedTest)\\b(?:(?!\\bvoid\\b).)*+\\bvoid "
                + Pattern.quote(method)
                + "\\(",
            Pattern.DOTALL)
        .matcher(source)
        .find();
  }

  @Test
  void aMethodThatIsNoTestIsNoProof() {
    String source =
        """
        @Test
        void one() {}

        void two() {}

        @ParameterizedTest
        @ValueSource(strings = {"a"})
        void three(String x) {}
        """;
    assertThat(isTest(source, "one")).isTrue();
    assertThat(isTest(source, "two")).isFalse();
    assertThat(isTest(source, "three")).isTrue();
    assertThat(isTest(source, "four")).isFalse();
    assertThat(isTest("", "one")).isFalse();
  }
}
