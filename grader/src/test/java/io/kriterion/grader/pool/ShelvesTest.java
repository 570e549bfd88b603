package io.kriterion.grader.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a pool decides, and what it tells of itself. */
class ShelvesTest {

  private static final SandboxShape SMALL = shape("runc");
  private static final SandboxShape OTHER = shape("kata");
  private static final long COST = 10L << 20;

  private record Item() implements PoolEntry {
    @Override
    public boolean ended() {
      return false;
    }

    @Override
    public boolean alive() {
      return true;
    }

    @Override
    public void discard() {}
  }

  private static SandboxShape shape(String handler) {
    return new SandboxShape(
        handler,
        Isolation.of(handler),
        "sha256:1",
        ByteSize.ofMebibytes(64),
        ByteSize.ofMebibytes(8),
        MainProcess.INIT);
  }

  private static Shelves<Item> shelves(int mebibytes, int least, int most) {
    PoolSettings settings =
        new PoolSettings(
            ByteSize.ofMebibytes(mebibytes),
            least,
            most,
            2,
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));
    return new Shelves<>(settings, shape -> COST);
  }

  /* Prepares what is lacking until nothing is. */
  private static void fill(Shelves<Item> shelves, long now) {
    for (Optional<SandboxShape> next = shelves.next(now);
        next.isPresent();
        next = shelves.next(now)) {
      Shelf<Item> shelf = shelves.of(next.get(), now);
      shelves.makeRoom(next.get(), now);
      shelves.prepared(next.get(), shelf, Duration.ofMillis(100));
      shelf.put(new Item(), now);
    }
  }

  @Test
  void aPoolOfNothingIsSettledAndFull() {
    PoolState state = shelves(100, 1, 16).state(0);
    assertThat(state.settled()).isTrue();
    assertThat(state.full()).isTrue();
    assertThat(state.shapes()).isEmpty();
  }

  @Test
  void aShapeHasNoFewerThanItsLeast() {
    Shelves<Item> shelves = shelves(1000, 3, 16);
    shelves.of(SMALL, 0);
    assertThat(shelves.state(0).settled()).isFalse();
    assertThat(shelves.state(0).full()).isFalse();

    fill(shelves, 0);

    PoolState.Shape shape = shelves.state(0).shapes().getFirst();
    assertThat(shape.target()).isEqualTo(3);
    assertThat(shape.ready()).isEqualTo(3);
    assertThat(shape.refills()).isEqualTo(3);
    assertThat(shelves.state(0).settled()).isTrue();
    assertThat(shelves.state(0).full()).isTrue();
  }

  @Test
  void itsMostIsStrongerThanItsLeast() {
    Shelves<Item> shelves = shelves(1000, 1, 0);
    shelves.of(SMALL, 0);
    assertThat(shelves.state(0).settled()).isTrue();
    assertThat(shelves.state(0).full()).isTrue();
    assertThat(shelves.state(0).shapes().getFirst().target()).isZero();
  }

  @Test
  void whereTheBudgetIsUsedUpThePoolIsSettledAndNotFull() {
    Shelves<Item> shelves = shelves(15, 1, 16);
    shelves.of(SMALL, 0);
    shelves.of(OTHER, 0);

    fill(shelves, 0);

    PoolState state = shelves.state(0);
    assertThat(state.settled()).isTrue();
    assertThat(state.full()).isFalse();
    assertThat(state.memory()).isEqualTo(new ByteSize(COST));
    assertThat(state.budget()).isEqualTo(ByteSize.ofMebibytes(15));
    assertThat(state.shapes().stream().mapToInt(PoolState.Shape::ready).sum()).isEqualTo(1);
  }

  @Test
  void whatIsBeingPreparedIsNotSettled() {
    Shelves<Item> shelves = shelves(1000, 1, 16);
    shelves.of(SMALL, 0).preparing++;
    assertThat(shelves.next(0)).isEmpty();
    assertThat(shelves.state(0).settled()).isFalse();
  }

  @Test
  void aHandlerThatIsLeftAloneIsSettledForThatTime() {
    Shelves<Item> shelves = shelves(1000, 1, 16);
    shelves.failed(OTHER, shelves.of(OTHER, 0), 0, "no shim");

    PoolState state = shelves.state(Duration.ofSeconds(9).toNanos());
    assertThat(state.settled()).isTrue();
    assertThat(state.full()).isFalse();
    assertThat(state.shapes().getFirst().failures()).isEqualTo(1);
    assertThat(state.shapes().getFirst().failure()).isEqualTo("no shim");

    PoolState later = shelves.state(Duration.ofSeconds(11).toNanos());
    assertThat(later.settled()).isFalse();
    assertThat(later.shapes().getFirst().failures()).isEqualTo(1);
    assertThat(later.shapes().getFirst().failure()).isEmpty();
  }

  @Test
  void nothingIsThrownAwayForAHandlerThatHasJustFailed() {
    Shelves<Item> shelves = shelves(20, 2, 16);
    shelves.of(SMALL, 0);
    fill(shelves, 0);
    shelves.of(OTHER, 0);
    assertThat(shelves.next(0)).contains(OTHER);

    shelves.failed(OTHER, shelves.of(OTHER, 0), 0, "no shim");
    long later = Duration.ofSeconds(11).toNanos();
    assertThat(shelves.next(later)).isEmpty();

    assertThat(shelves.of(SMALL, 0).take()).isNotNull();
    assertThat(shelves.next(later)).as("there is room").contains(OTHER);
  }

  @Test
  void theAgeIsThatOfTheOldest() {
    Shelves<Item> shelves = shelves(1000, 1, 16);
    Shelf<Item> shelf = shelves.of(SMALL, 0);
    assertThat(shelves.state(0).shapes().getFirst().oldest()).isEmpty();
    shelf.put(new Item(), 5);
    shelf.put(new Item(), 2);
    shelf.put(new Item(), 8);
    assertThat(shelves.state(10).shapes().getFirst().oldest()).contains(Duration.ofNanos(8));
  }
}
