package io.kriterion.grader.init;

import static io.kriterion.grader.init.InitSandbox.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kriterion.grader.init.InitSandbox.Place;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files put into the real kriterion-init. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Place.class)
class KriterionInitFilesTest extends SessionFixture {

  private static final int ENOTDIR = 20;
  private static final int EISDIR = 21;
  private static final int EINVAL = 22;

  private void put(String path, boolean executable, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    session.put(path, executable, new ByteArrayInputStream(bytes), bytes.length);
  }

  private int refusal(String path) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> put(path, false, "x".repeat(100_000)));
    assertThat(refused).as("the answer to %s", path).isNotNull();
    return refused.errno();
  }

  @Test
  void aFileIsWrittenWithItsDirectoriesAndMode() throws Exception {
    String text = "line\n".repeat(100_000);
    put("a/b/program.sh", true, "#!/bin/sh\necho \"run\"\n");
    put("a/data.txt", false, text);
    put("empty", false, "");

    assertThat(shell(session, "a/b/program.sh").stdout()).isEqualTo("run\n");
    assertThat(sandbox.work().resolve("a/data.txt")).hasContent(text);
    assertThat(sandbox.work().resolve("empty")).isEmptyFile();
    assertThat(mode("a")).isEqualTo("rwxr-xr-x");
    assertThat(mode("a/b/program.sh")).isEqualTo("rwxr-xr-x");
    assertThat(mode("a/data.txt")).isEqualTo("rw-r--r--");
  }

  private String mode(String path) throws Exception {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(sandbox.work().resolve(path)));
  }

  @Test
  void aFileThatIsThereIsReplacedNotWrittenInto() {
    put("file", false, "old");
    shell(session, "ln file other-name; chmod 400 file");
    put("file", false, "new");

    assertThat(shell(session, "cat file other-name").stdout()).isEqualTo("newold");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "/abs", "a//b", "a/./b", "a/../b", "", ".", "..", "a/", "./a", "a/.."})
  void aPathThatLeavesTheDirectoryOrNamesNothingIsRefused(String path) {
    assertThat(refusal(path)).isEqualTo(EINVAL);
    assertThat(shell(session, "ls -A").stdout()).isEmpty();
  }

  @Test
  void noLinkIsFollowed() throws Exception {
    shell(session, "mkdir d; ln -s /tmp tmp; ln -s d inside; ln -s d/target file; mkfifo fifo");

    assertThat(refusal("tmp/kriterion-escaped")).isEqualTo(ENOTDIR);
    assertThat(refusal("inside/x")).isEqualTo(ENOTDIR);
    assertThat(refusal("d")).isEqualTo(EISDIR);
    put("file", false, "kept here");
    put("fifo", false, "a file now");
    assertThat(shell(session, "ls -A d; cat file fifo").stdout()).isEqualTo("kept herea file now");
    assertThat(shell(session, "ls -A").stdout()).isEqualTo("d\nfifo\nfile\ninside\ntmp\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-rf", "new\nline", ".hidden", "...", " ", "tüte", "a\\b"})
  void aStrangeNameIsWrittenExactlySo(String name) {
    put(name, false, "content");

    assertThat(shell(session, "ls -A -N; cat ./*  .[!.]* ... 2>/dev/null").stdout())
        .isEqualTo(
            new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                + "\ncontent");
  }
}
