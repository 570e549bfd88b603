package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The schema and the reader accept the same groups, but for how they fit together. */
final class TaskSchemaGroupsTest {
  /** Groups of a task whose one step is in the group g. */
  static final List<String> GOOD_GROUPS =
      List.of(
          "[{ name: g }]",
          "[{ name: g, points: 0, stop: never, needs: [] }]",
          "[{ name: g, points: 1000000, stop: first-failure }]");

  static final List<String> BAD_GROUPS =
      List.of(
          "{ name: g }",
          "[g]",
          "[{ points: 3 }]",
          "[{ name: g, points: 1.5 }]",
          "[{ name: g, points: 1000001 }]",
          "[{ name: g, points: all }]",
          "[{ name: g, stop: first }]",
          "[{ name: g, stop: true }]",
          "[{ name: g, needs: h }]",
          "[{ name: g, needs: [g, g] }]",
          "[{ name: g, needs: [3] }]",
          "[{ name: g, steps: [run] }]");

  /** Groups of which only the reader can know that they do not fit together. */
  static final List<String> READER_ONLY_GROUPS =
      List.of(
          "[]",
          "[{ name: h }]",
          "[{ name: g }, { name: g }]",
          "[{ name: g }, { name: h }]",
          "[{ name: g, needs: [g] }]",
          "[{ name: g, needs: [h] }]");

  @TempDir private static Path directory;

  private static void assertBoth(String yaml, boolean accepted) throws IOException {
    assertThat(TaskSchemaTest.schemaAccepts(yaml)).as("schema").isEqualTo(accepted);
    assertThat(TaskSchemaTest.readerAccepts(directory, yaml)).as("reader").isEqualTo(accepted);
  }

  private static String withGroups(String groups) {
    return TaskYaml.withStep("group: g") + "groups: " + groups + "\n";
  }

  @ParameterizedTest
  @FieldSource("GOOD_GROUPS")
  void bothAcceptGroups(String groups) throws IOException {
    assertBoth(withGroups(groups), true);
  }

  @ParameterizedTest
  @FieldSource("BAD_GROUPS")
  void bothRefuseGroups(String groups) throws IOException {
    assertBoth(withGroups(groups), false);
  }

  @ParameterizedTest
  @FieldSource("READER_ONLY_GROUPS")
  void onlyTheReaderRefusesGroups(String groups) throws IOException {
    assertThat(TaskSchemaTest.schemaAccepts(withGroups(groups))).as("schema").isTrue();
    assertThat(TaskSchemaTest.readerAccepts(directory, withGroups(groups))).as("reader").isFalse();
  }
}
