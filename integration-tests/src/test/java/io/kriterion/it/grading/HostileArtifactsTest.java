package io.kriterion.it.grading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Missing;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestTask;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing but regular files of their bounds comes out of a sandbox, whatever is put there. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class HostileArtifactsTest {

  private static final int MIB = 1 << 20;

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  @OnEveryHandler
  void nothingButARegularFileIsOpened(String handler) throws InterruptedException {
    Graded graded =
        NODE.get()
            .grade(
                handler,
                TestTask.in("base")
                    .disk(ByteSize.ofGibibytes(4))
                    .shell(
                        "make",
                        """
                        ln -s /etc/passwd link; ln -s /etc etc; ln -s . here; echo x >x
                        ln -s /proc/1/environ secret; ln -s /.kriterion/init init
                        mkfifo pipe; mkdir directory; truncate -s 4G large; chmod 0 x
                        truncate -s 1T tera || echo "no terabyte"
                        mknod device c 0 0 || echo "no device"
                        ln /etc/passwd hard || echo "no hard link"
                        """)
                    .artifacts(
                        "link",
                        "etc/passwd",
                        "here/x",
                        "secret",
                        "init",
                        "pipe",
                        "directory",
                        "large",
                        "device",
                        "hard",
                        "none",
                        "directory/none",
                        "x/none",
                        "x"));

    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    for (String link : List.of("link", "secret", "init")) {
      assertThat(graded.missing("make", link)).as(link).contains(Missing.LINK);
    }
    for (String none :
        List.of("etc/passwd", "here/x", "none", "directory/none", "x/none", "hard")) {
      assertThat(graded.missing("make", none)).as(none).contains(Missing.NOT_FOUND);
    }
    for (String other : List.of("pipe", "directory")) {
      assertThat(graded.missing("make", other)).as(other).contains(Missing.NOT_REGULAR);
    }
    boolean device = !graded.stdout("make").contains("no device");
    assertThat(graded.missing("make", "device"))
        .contains(device ? Missing.NOT_REGULAR : Missing.NOT_FOUND);
    assertThat(graded.missing("make", "large")).contains(Missing.TOO_LARGE);
    assertThat(graded.missing("make", "x")).contains(Missing.UNREADABLE);
    assertThat(graded.stdout("make")).contains("no terabyte", "no hard link");
    assertThat(graded.events()).noneMatch(Event.Artifact.class::isInstance);
  }

  /** What goes on writing and swapping dies with its step, before anything is opened. */
  @OnEveryHandler
  void whatIsAtWorkOnThemDoesNotMatter(String handler) throws InterruptedException {
    TestTask task = TestTask.in("base").disk(ByteSize.ofMebibytes(64));
    String work =
        """
        echo mine >file; ln -s /etc/passwd link
        (sh -c 'while :; do echo line >>growing; done' &)
        (sh -c 'while :; do ln -f file next; mv next swapped
          cp -P link next; mv next swapped; done' &)
        (sh -c 'trap "" TERM INT; while :; do mkfifo d; rm d; mkdir d; rmdir d; done' &)
        until [ -s growing ]; do sleep 0.01; done
        sleep 0.3
        """;
    for (int run = 1; run <= 10; run++) {
      task.shell("work " + run, work.replace("echo mine", "rm -f link next swapped; echo mine"))
          .artifacts("growing", "swapped", "d")
          .shell("look " + run, "wc -c <growing");
    }
    Graded graded = NODE.get().grade(handler, task);

    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    for (int run = 1; run <= 10; run++) {
      String step = "work " + run;
      String growing = new String(graded.artifact(step, "growing"), UTF_8);
      assertThat(growing.replace("line\n", "")).isEmpty();
      assertThat(graded.stdout("look " + run).strip()).isEqualTo("" + growing.length());
      if (graded.missing(step, "swapped").isEmpty()) {
        assertThat(graded.artifact(step, "swapped")).isEqualTo("mine\n".getBytes(UTF_8));
      } else {
        assertThat(graded.missing(step, "swapped"))
            .isIn(Optional.of(Missing.LINK), Optional.of(Missing.NOT_FOUND));
      }
      assertThat(graded.missing(step, "d"))
          .isIn(Optional.of(Missing.NOT_REGULAR), Optional.of(Missing.NOT_FOUND));
    }
  }

  @OnEveryHandler
  void allTogetherHaveABoundOfTheirOwn(String handler) throws InterruptedException {
    Graded graded =
        NODE.get()
            .grade(
                handler,
                TestTask.in("base")
                    .disk(ByteSize.ofMebibytes(128))
                    .shell("one", "for f in a b c; do truncate -s 15M $f; done")
                    .artifacts("a", "b", "c")
                    .shell("two", "for f in d e f; do truncate -s 15M $f; done; echo x >small")
                    .artifacts("d", "e", "f", "small"));

    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.artifact("two", "d")).hasSize(15 * MIB);
    assertThat(graded.missing("two", "e")).contains(Missing.TOO_LARGE);
    assertThat(graded.missing("two", "f")).contains(Missing.TOO_LARGE);
    assertThat(graded.artifact("two", "small")).isEqualTo("x\n".getBytes(UTF_8));
  }
}
