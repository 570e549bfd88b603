package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.it.corpus.Theme.Row;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.host.HostSnapshot;
import io.kriterion.it.node.Handlers;
import io.kriterion.it.node.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every program of the corpus on every handler: it gets the verdict that it must get, the host is
 * clean afterwards, and somebody who lives on the same node has not noticed. What became of each is
 * written to {@code docs/isolation-matrix.md}, unless one failed.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AttackCorpusTest {

  private static final List<Theme> THEMES =
      List.of(
          ProcessAttacks.theme(),
          TimeAttacks.theme(),
          OutputAttacks.theme(),
          MemoryAttacks.theme(),
          EndingAttacks.theme(),
          DiskAttacks.theme(),
          PrivilegeAttacks.theme(),
          new NetworkAttacks(),
          SecretAttacks.theme(),
          new TraceAttacks(),
          StreamAttacks.theme(),
          new FileNameAttacks(),
          CompilerAttacks.theme(),
          PythonAttacks.theme(),
          new RuntimeFaults(),
          new StreamServerAttacks());

  private record Fixture(TestNode node, Programs programs, Matrix matrix) {}

  private static @Nullable Fixture fixture;
  private static int done;

  @BeforeAll
  static void start() throws InterruptedException {
    Programs programs =
        Programs.compile(
            "connect",
            "controller",
            "disk",
            "ends",
            "memory",
            "neighbour",
            "objects",
            "output",
            "privileges",
            "processes",
            "streams",
            "time",
            "traces");
    try {
      TestNode node = TestNode.start("base", "gcc", "python3");
      fixture = new Fixture(node, programs, new Matrix(Machine.of(node)));
    } finally {
      if (fixture == null) {
        programs.close();
      }
    }
  }

  @AfterAll
  static void stop() {
    if (fixture != null) {
      try (Programs _ = fixture.programs();
          TestNode _ = fixture.node()) {
        fixture = null;
      }
    }
  }

  private static Fixture fixture() {
    if (fixture == null) {
      throw new AssertionError("no node");
    }
    return fixture;
  }

  static Stream<Arguments> attacks() {
    return Handlers.conforming()
        .flatMap(handler -> THEMES.stream().map(theme -> Arguments.of(handler, theme)));
  }

  @Order(1)
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("attacks")
  void endAsTheyMustAndHarmNobody(String handler, Theme theme) throws InterruptedException {
    besideANeighbour(handler, arena -> Map.of(theme.title(), theme.attack(arena)));
  }

  @Order(2)
  @Test
  void endAsTheyMustOnGvisor() throws InterruptedException {
    assumeTrue(hasGvisor(), "runsc is not installed");
    fixture().matrix().elsewhere(GvisorRun.HANDLER, GvisorRun.LEFT_OUT);
    besideANeighbour(GvisorRun.HANDLER, arena -> GvisorRun.attack(arena, THEMES));
  }

  @Order(3)
  @Test
  void becomeTheMatrix() throws IOException {
    Fixture on = fixture();
    long expected = attacks().count() + (hasGvisor() ? 1 : 0);
    assumeTrue(done == expected, "some attacks failed or were not made: no matrix is written");
    on.node().containerd().missingHandlers().forEach(on.matrix()::absent);
    String text = on.matrix().text();
    assertThat(text.lines().filter(line -> line.startsWith("| ")))
        .hasSizeGreaterThan(100)
        .noneMatch(line -> line.contains("null"));
    Files.writeString(
        Path.of(System.getProperty("kriterion.home", ".."), "docs/isolation-matrix.md"), text);
  }

  private static boolean hasGvisor() {
    return fixture().node().containerd().handlers().contains(GvisorRun.HANDLER);
  }

  private interface Attacks {
    /** Makes them; what became of them, by their themes' titles. */
    Map<String, List<Row>> make(Arena arena) throws InterruptedException;
  }

  private static void besideANeighbour(String handler, Attacks attacks)
      throws InterruptedException {
    Fixture on = fixture();
    try (Neighbour neighbour = Neighbour.movesIn(on.node(), handler, on.programs())) {
      Arena arena = new Arena(on.node(), handler, on.programs(), neighbour, HostSnapshot.now());
      Map<String, List<Row>> rows = attacks.make(arena);
      neighbour.assertUnharmed();
      assertThat(rows.values()).anySatisfy(theme -> assertThat(theme).isNotEmpty());
      rows.forEach((title, theme) -> on.matrix().add(title, handler, theme));
      done++;
    }
  }
}
