package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kriterion.grader.text.TaskText;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema and the reader know the same keys, expressions and bounds. */
final class TaskSchemaKeysTest {
  private static final JsonNode SCHEMA = schema();

  static JsonNode schema() {
    try (InputStream in = TaskReader.class.getResourceAsStream("task.schema.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the reader knows of one part of the schema. */
  record KnownKeys(String part, List<String> keys) {}

  static Stream<KnownKeys> keys() {
    return Stream.of(
        new KnownKeys("", TaskReader.KEYS),
        new KnownKeys("file", TaskFilesReader.FILE_KEYS),
        new KnownKeys("group", GroupsReader.KEYS),
        new KnownKeys("step", StepReader.KEYS),
        new KnownKeys("interactive", InteractorReader.KEYS),
        new KnownKeys("cases", CasesReader.KEYS),
        new KnownKeys("taskLimits", LimitsReader.TASK_KEYS),
        new KnownKeys("stepLimits", LimitsReader.STEP_KEYS),
        new KnownKeys("expectation", ExpectationReader.EXPECT_KEYS),
        new KnownKeys("contentFile", ExpectationReader.CONTENT_KEYS),
        new KnownKeys("floatChecker", ExpectationReader.CHECKER_KEYS),
        new KnownKeys("tolerance", ExpectationReader.FLOAT_KEYS));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void bothKnowTheSameKeys(KnownKeys known) {
    JsonNode part = known.part().equals("") ? SCHEMA : SCHEMA.at("/$defs/" + known.part());
    assertThat(part.get("additionalProperties").asBoolean(true)).isFalse();
    assertThat(part.get("properties").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(known.keys());
  }

  @Test
  void everyPartOfTheSchemaWithKeysIsCompared() {
    List<String> parts =
        SCHEMA.get("$defs").properties().stream()
            .filter(part -> part.getValue().has("properties"))
            .map(part -> part.getKey())
            .toList();
    assertThat(keys().skip(1).map(KnownKeys::part)).containsExactlyInAnyOrderElementsOf(parts);
  }

  @Test
  void bothHaveTheSameExpressionsAndBounds() {
    assertPattern("/$defs/name/pattern", TaskText.NAME);
    assertPattern("/$defs/word/pattern", TaskText.HANDLER_OR_ENVIRONMENT);
    assertPattern("/$defs/path/pattern", TaskText.PATH);
    assertPattern("/$defs/casePattern/pattern", TaskText.CASES);
    assertPattern("/$defs/argument/pattern", TaskText.ARGUMENT);
    assertPattern("/$defs/imageReference/pattern", TaskText.IMAGE_REFERENCE);
    assertPattern("/$defs/step/properties/env/propertyNames/pattern", TaskText.VARIABLE);
    assertPattern("/$defs/duration/pattern", DurationText.SYNTAX);
    assertPattern("/$defs/size/pattern", ByteSize.SYNTAX);
    assertNumber("/properties/steps/maxItems", StepsReader.MOST_STEPS);
    assertNumber("/properties/groups/maxItems", GroupsReader.MOST_GROUPS);
    assertNumber("/$defs/group/properties/needs/maxItems", GroupsReader.MOST_GROUPS);
    assertNumber("/$defs/group/properties/points/maximum", Step.MOST_POINTS);
    assertNumber("/$defs/files/maxItems", TaskFilesReader.MOST_FILES);
    assertNumber("/$defs/command/maxItems", CommandReader.MOST_ARGUMENTS);
    assertNumber("/$defs/step/properties/env/maxProperties", StepReader.MOST_VARIABLES);
    assertNumber("/$defs/step/properties/points/maximum", Step.MOST_POINTS);
    assertNumber("/$defs/step/properties/artifacts/maxItems", Task.MOST_ARTIFACTS);
    assertNumber("/$defs/argument/maxLength", TaskText.LONGEST_ARGUMENT);
    assertNumber("/$defs/processes/minimum", Limits.MINIMUM.processes());
    assertNumber("/$defs/processes/maximum", Limits.MAXIMUM.processes());
  }

  private static void assertPattern(String pointer, Pattern pattern) {
    assertThat(SCHEMA.at(pointer).asText()).as(pointer).isEqualTo(pattern.pattern());
  }

  private static void assertNumber(String pointer, int number) {
    assertThat(SCHEMA.at(pointer).asInt(-1)).as(pointer).isEqualTo(number);
  }
}
