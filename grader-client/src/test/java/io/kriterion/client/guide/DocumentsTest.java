package io.kriterion.client.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide says what is: its code is the code that runs. */
class DocumentsTest {

  private static final Path GUIDE = Path.of("../docs/grader-client.md");
  private static final Path SOURCE =
      Path.of("src/test/java/io/kriterion/client/guide/GuideTest.java");

  private static final Pattern REGION =
      Pattern.compile("^  // begin (\\w+)\n(.*?)^  // end\n", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern BLOCK =
      Pattern.compile("<!-- (\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL);

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
}
