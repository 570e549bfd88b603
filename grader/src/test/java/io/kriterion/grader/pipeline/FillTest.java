package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.init.InitSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault it is that a sandbox does not take a file. */
class FillTest {

  /* What kriterion-init says: HELLO, and an ERROR with this number. */
  private static InitSession refusing(int errno) {
    byte[] answers =
        ByteBuffer.allocate(5 + 14 + 5 + 9)
            .put((byte) 0x41)
            .putInt(14)
            .putShort((short) 3)
            .putInt(1)
            .putLong(42)
            .put((byte) 0x43)
            .putInt(9)
            .putInt(errno)
            .putShort((short) 3)
            .put(new byte[] {'n', 'o', '!'})
            .array();
    return InitSession.open(new ByteArrayInputStream(answers), new ByteArrayOutputStream());
  }

  @ParameterizedTest
  @CsvSource({
    "28, TASK", // ENOSPC
    "122, TASK", // EDQUOT
    "36, TASK", // ENAMETOOLONG
    "20, TASK", // ENOTDIR
    "21, TASK", // EISDIR
    "22, TASK", // EINVAL
    "17, TASK", // EEXIST
    "5, RUNTIME", // EIO
    "13, RUNTIME", // EACCES
    "1, RUNTIME", // EPERM
    "30, RUNTIME", // EROFS
    "2, RUNTIME", // ENOENT
    "12, RUNTIME", // ENOMEM
    "24, RUNTIME", // EMFILE
    "0, RUNTIME",
    "9999, RUNTIME"
  })
  void onlyWhatTheFilesBringAboutIsTheirFault(int errno, FailureClass fault) {
    InitSession session = refusing(errno);
    List<SubmittedFile> files = List.of(new SubmittedFile("a", false, new byte[] {1}));

    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> Grading.fill(session, files))
        .withMessage("the sandbox does not take a file: no!")
        .satisfies(e -> assertThat(e.failureClass()).isEqualTo(fault));
  }
}
