package io.kriterion.grader.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kriterion.grader.error.FailureClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can be wrong with a configuration is a line that says what to write. */
class ConfigProblemsTest {

  @TempDir private Path directory;

  private List<String> problems(Path file) {
    ConfigFormatException refused =
        catchThrowableOfType(ConfigFormatException.class, () -> ConfigReader.read(file));
    assertThat(refused).as("it is refused").isNotNull();
    assertThat(refused.failureClass()).as("no task is at fault").isEqualTo(FailureClass.NODE);
    assertThat(refused.problems()).allMatch(line -> line.lines().count() == 1);
    return refused.problems().stream().map(line -> line.replace(file + ":", "")).toList();
  }

  private List<String> problems(String yaml) throws IOException {
    return problems(Files.writeString(directory.resolve("k.yaml"), yaml));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "runtime: {} | 1: runtime: unknown key (did you mean runtimes?)",
        "gradings: {} | 1: gradings: unknown key (did you mean grading?)",
        "cluster: {} | 1: cluster: unknown key (known here: node, runtimes, pool, grading, queue, api, observe)",
        "pools: {} | 1: pools: unknown key (did you mean pool?)",
        "pool: 3 | 1: pool: expected keys and values",
        "pool: { maxage: 1m } | 1: pool.maxage: unknown key (did you mean max-age?)",
        "pool: { min: 0 } | 1: pool.min: \"0\" (expected: a whole number, 1..1000)",
        "pool: { min: 3, max: 2 } | 1: pool.min: 3 (expected: at most max, 2)",
        "pool: { max: -1 } | 1: pool.max: \"-1\" (expected: a whole number, 0..1000)",
        "pool: { refills: 0 } | 1: pool.refills: \"0\" (expected: a whole number, 1..1000)",
        "pool: { memory: 512MB } | 1: pool.memory: \"512MB\" is not a size (expected: a whole number and B, KiB, MiB or GiB, such as 256MiB)",
        "pool: { memory: 2TiB } | 1: pool.memory: \"2TiB\" (expected: 0B..1TiB)",
        "pool: { idle: 25h, max-age: 1ms } | 1: pool.idle: \"25h\" (expected: 1s..86400s) 1: pool.max-age: \"1ms\" (expected: 1s..86400s)",
        "runtimes: [] | 1: runtimes: expected keys and values",
        "runtimes: { rule: [] } | 1: runtimes.rule: unknown key (did you mean rules?)",
        "runtimes: { backoff: 1s } | 1: runtimes.backoff: unknown key (did you mean back-off?)",
        "runtimes: { back-off: 30 } | 1: runtimes.back-off: \"30\" is not a duration (expected: a number and ms, s, m or h, such as 500ms or 1.5s)",
        "runtimes: { back-off: 2h } | 1: runtimes.back-off: \"2h\" (expected: 1s..3600s)",
        "runtimes: { back-off: 1ms } | 1: runtimes.back-off: \"1ms\" (expected: 1s..3600s)",
        "grading: { attempt: 2 } | 1: grading.attempt: unknown key (did you mean attempts?)",
        "grading: { attempts: 0 } | 1: grading.attempts: \"0\" (expected: a whole number, 1..10)",
        "grading: { attempts: two } | 1: grading.attempts: \"two\" (expected: a whole number, 1..10)",
        "grading: { second-run: crun } | 1: grading.second-run: expected keys and values",
        "grading: { second-run: {} } | 1: grading.second-run.handler: missing",
        "grading: { second-run: { handler: any } } | 1: grading.second-run.handler: any is no handler's name (expected: such as runc)",
        "grading: { second-run: { handler: [] } } | 1: grading.second-run.handler: empty (expected: one or more)",
        "grading: { second-run: { handlers: crun } } | 1: grading.second-run.handlers: unknown key (did you mean handler?) 1: grading.second-run.handler: missing",
        "grading: { second-run: { handler: crun, on: signals } } | 1: grading.second-run.on: \"signals\" (did you mean signal?)",
        "grading: { attempts: 1, attempts: 2 } | 1: grading.attempts: the key comes twice (expected: once)",
      })
  void ofASection(String yaml, String problems) throws IOException {
    assertThat(String.join(" ", problems(yaml))).isEqualTo(problems);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ use: runc, trusts: low } | .trusts: unknown key (did you mean trust?)",
        "{ use: runc, courses: x } | .courses: unknown key (did you mean course?)",
        "{ use: runc, may_ask: x } | .may_ask: unknown key (did you mean may-ask?)",
        "{ use: runc, runtime: crun } | .runtime: unknown key (did you mean asks, a condition, or use?)",
        "{ use: runc, image: debian } | .image: unknown key (rules know environments of the catalogue only)",
        "{ handler: runc, trust: low } | .handler: unknown key (did you mean use?)",
        "{ use: runc, trust: lo } | .trust: \"lo\" (did you mean low?)",
        "{ use: runc, trust: 1 } | .trust: expected a text (put it in quotes)",
        "{ use: runc, trust: [] } | .trust: empty (expected: one or more)",
        "{ use: runc, trust: [low, low] } | .trust[1]: comes twice (expected: once)",
        "{ use: runc, course: 1503 } | .course: expected a text (put it in quotes)",
        "{ use: runc, course: \"a\\nb\" } | .course: \"a\\nb\" is not a name (expected: 1 to 200 characters on one line, none of them invisible)",
        "{ use: runc, environment: GCC } | .environment: \"GCC\" is not a name here (expected: lower-case letters, digits, '.', '_' and '-', such as runc)",
        "{ use: runc, asks: { a: b } } | .asks: expected a text",
        "{ use: Runc } | .use: \"Runc\" is not a name here (expected: lower-case letters, digits, '.', '_' and '-', such as runc)",
        "{ use: [] } | .use: empty (expected: one or more)",
        "{ use: [any, runc] } | .use: any is not the last (nothing after it is ever used)",
        "{ use: [runc, crun, runc] } | .use[2]: comes twice (expected: once)",
        "{ use: runc, refuse: no } | .refuse: use is there too (expected: one of the two)",
        "{ refuse: no, may-ask: runc } | .may-ask: says nothing where a rule refuses",
        "{ refuse: \"\" } | .refuse: \"\" is not a name (expected: 1 to 200 characters on one line, none of them invisible)",
        "{ trust: low } | : neither use nor refuse (expected: one of the two)",
        "{} | : neither use nor refuse (expected: one of the two)",
        "runc | : expected keys and values",
        "{ use: runc } | : has no condition, so the rules after it never apply (expected: last)",
      })
  void ofARule(String rule, String problem) throws IOException {
    String yaml = "runtimes:\n  rules:\n    - " + rule + "\n    - { use: runc }\n";
    assertThat(problems(yaml).getFirst()).isEqualTo("3: runtimes.rules[0]" + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "runc: { kernel: own } | .runc.kernel: unknown key (known here: isolation, overhead, attach)",
        "runc: { isolatoin: own-kernel } | .runc.isolatoin: unknown key (did you mean isolation?)",
        "runc: { isolation: own-kernels } | .runc.isolation: \"own-kernels\" (did you mean own-kernel?)",
        "runc: { overhead: 25 } | .runc.overhead: \"25\" is not a size (expected: a whole number and B, KiB, MiB or GiB, such as 256MiB)",
        "runc: { overhead: 9GiB } | .runc.overhead: \"9GiB\" (expected: 0B..8GiB)",
        "runc: { attach: \"true\" } | .runc.attach: expected true or false",
        "runc: { attach: yes } | .runc.attach: expected true or false",
        "runc: {} | .runc: empty (expected: isolation, overhead, attach)",
        "runc: ~ | .runc: expected keys and values",
        "Runc: { attach: true } | .Runc: \"Runc\" is not a name here (expected: lower-case letters, digits, '.', '_' and '-', such as runc)",
        "any: { attach: true } | .any: any is no handler's name (expected: such as runc)",
      })
  void ofAHandler(String handler, String problem) throws IOException {
    assertThat(problems("runtimes: { handlers: { " + handler + " } }"))
        .containsExactly("1: runtimes.handlers" + problem);
  }

  @Test
  void theLastRuleHasNoCondition() throws IOException {
    String expected =
        "1: runtimes.rules: the last rule has conditions (expected: one without, for all other tasks)";
    assertThat(problems("runtimes: { rules: [ { trust: low, use: runc } ] }"))
        .containsExactly(expected);
    assertThat(problems("runtimes: { rules: [] }")).containsExactly(expected);
  }

  @Test
  void allProblemsAreToldAtOnce() throws IOException {
    assertThat(
            problems(
                """
                runtimes:
                  rules:
                    - { trust: lo, use: runc }
                    - { use: any, asks: Z }
                  handlers: { runc: { attach: 1 } }
                grading: { attempts: 99 }
                """))
        .hasSize(4)
        .allMatch(line -> line.matches("[3456]: .*"));
  }

  @Test
  void aFileThatIsNone() throws IOException {
    assertThat(problems(directory.resolve("absent.yaml")))
        .singleElement()
        .asString()
        .contains("no such file");
    assertThat(problems(directory))
        .singleElement()
        .asString()
        .contains("not a regular file (expected: a configuration's YAML or JSON file)");
    assertThat(problems(""))
        .singleElement()
        .asString()
        .contains("empty (expected: a configuration)");
    assertThat(problems("a: [")).singleElement().asString().contains("not YAML");
  }
}
