package io.kriterion.cri.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of containerd 1.6 to 2.1 with runc 1.1 and 1.3, crun 1.8 to 1.28. */
class StartFailureTest {

  private static final String START = "failed to start exec \"1f\": OCI runtime exec failed: ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exec failed: unable to start container process: exec: "nope": executable file not found in $PATH: unknown | 127
          exec failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown | 127
          executable file `nope` not found in $PATH: No such file or directory: unknown | 127
          exec failed: unable to start container process: exec: "/etc/passwd": permission denied: unknown | 126
          open executable: Operation not permitted: unknown | 126
          the path `/proc` is not a regular file: Operation not permitted | 126
          the path `/etc/passwd` exists but it is not executable: Operation not permitted: unknown | 126
          exec failed: unable to start container process: exec: "/": is a directory: unknown | 126
          exec failed: unable to start container process: exec /x: exec format error: unknown | 126
          exec failed: unable to start container process: chdir to cwd ("/nope") set in config.json failed: no such file or directory: unknown |
          cannot exec in a stopped container: unknown |
          """)
  void shellCode(String text, @Nullable Integer code) {
    ExecStatus.Failed failed = new ExecStatus.Failed(START + text);
    if (code == null) {
      assertThat(failed.shellCode()).isEmpty();
    } else {
      assertThat(failed.shellCode()).hasValue(code);
    }
  }
}
