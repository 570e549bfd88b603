package io.kriterion.grader.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.process.Poll;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool prepares, gives away and throws away. */
@Timeout(60)
class PoolTest {

  private static final SandboxShape SMALL = shape("runc", 64);
  private static final SandboxShape LARGE = shape("runc", 256);
  private static final SandboxShape OTHER = shape("kata", 64);
  private static final long COST = 10L << 20;
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicLong skew = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Set<Item> left = ConcurrentHashMap.newKeySet();
  private @Nullable Pool<Item> opened;

  private final class Item implements PoolEntry {
    private final int number = made.incrementAndGet();
    private volatile boolean alive = true;
    private volatile boolean ended;

    private Item() {
      left.add(this);
      most.accumulateAndGet(left.size(), Math::max);
    }

    @Override
    public boolean ended() {
      return ended;
    }

    @Override
    public boolean alive() {
      return alive && !ended;
    }

    @Override
    public void discard() {
      assertThat(left.remove(this)).as("thrown away once").isTrue();
    }
  }

  private static SandboxShape shape(String handler, int memory) {
    return new SandboxShape(
        handler,
        Isolation.of(handler),
        "sha256:1",
        ByteSize.ofMebibytes(memory),
        ByteSize.ofMebibytes(8),
        MainProcess.INIT);
  }

  private static PoolSettings settings(int mebibytes, int most) {
    return new PoolSettings(
        ByteSize.ofMebibytes(mebibytes),
        1,
        most,
        2,
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1));
  }

  private Pool<Item> open(PoolSettings settings, Function<SandboxShape, Item> prepare) {
    Pool<Item> pool =
        new Pool<>(settings, prepare, shape -> COST, () -> System.nanoTime() + skew.get());
    opened = pool;
    return pool;
  }

  private Pool<Item> open() {
    return open(settings(1000, 16), shape -> new Item());
  }

  /* As it seems to the pool, a preparation takes some time. */
  private Item slowly() {
    skew.addAndGet(Duration.ofMillis(300).toNanos());
    return new Item();
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private static void await(BooleanSupplier condition) {
    assertThat(Poll.untilUninterruptibly(condition, Duration.ofSeconds(30))).isTrue();
  }

  private static PoolState.Shape state(Pool<Item> pool, SandboxShape shape) {
    return pool.state().shapes().stream()
        .filter(each -> each.shape().equals(shape))
        .findFirst()
        .orElseThrow();
  }

  private static int ready(Pool<Item> pool, SandboxShape shape) {
    return state(pool, shape).ready();
  }

  private static Item claimReady(Pool<Item> pool, SandboxShape shape) {
    await(() -> ready(pool, shape) > 0);
    return pool.claim(shape).orElseThrow();
  }

  @Test
  void theFirstClaimFindsNothingAndTheNextOneDoes() {
    Pool<Item> pool = open();
    assertThat(pool.claim(SMALL)).isEmpty();
    Item first = claimReady(pool, SMALL);
    Item second = claimReady(pool, SMALL);
    assertThat(second).isNotSameAs(first);
    assertThat(state(pool, SMALL).hits()).isEqualTo(2);
    assertThat(state(pool, SMALL).misses()).isEqualTo(1);
  }

  @Test
  void whatIsExpectedIsPreparedBeforeAnybodyAsks() {
    Pool<Item> pool = open();
    pool.expect(LARGE);
    assertThat(claimReady(pool, LARGE).number).isEqualTo(1);
    assertThat(state(pool, LARGE).misses()).isZero();
  }

  @Test
  void shapesAreNeverMixed() {
    Pool<Item> pool = open();
    pool.expect(SMALL);
    await(() -> ready(pool, SMALL) == 1);
    assertThat(pool.claim(LARGE)).isEmpty();
    assertThat(pool.claim(OTHER)).isEmpty();
  }

  @Test
  void aClaimNeverWaitsForARefill() {
    CountDownLatch hang = new CountDownLatch(1);
    Pool<Item> pool =
        open(
            settings(1000, 16),
            shape -> {
              assertThat(awaitLatch(hang)).isTrue();
              return new Item();
            });
    pool.expect(SMALL);
    await(() -> state(pool, SMALL).preparing() == 1);
    assertThat(pool.claim(SMALL)).isEmpty(); // were it to wait, this test would not end
    hang.countDown();
    await(() -> ready(pool, SMALL) > 0);
  }

  private static boolean awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void aRottenEntryIsThrownAwayAndTheNextOneGiven() {
    Pool<Item> pool = open(settings(1000, 16), shape -> slowly());
    IntStream.range(0, 200).forEach(i -> pool.claim(SMALL).ifPresent(Item::discard));
    await(() -> ready(pool, SMALL) >= 2);
    long before = state(pool, SMALL).rotten();
    left.stream().filter(item -> item.number == lowest()).forEach(item -> item.ended = true);

    Item claimed = pool.claim(SMALL).orElseThrow();

    assertThat(claimed.alive()).isTrue();
    await(() -> state(pool, SMALL).rotten() == before + 1);
  }

  @Test
  void oneThatNoLongerAnswersIsFoundWithoutAClaim() {
    Pool<Item> pool = open();
    pool.expect(SMALL);
    await(() -> ready(pool, SMALL) == 1);
    left.forEach(item -> item.alive = false);

    skew.addAndGet(Duration.ofSeconds(16).toNanos());

    await(() -> state(pool, SMALL).rotten() == 1 && ready(pool, SMALL) == 1);
    assertThat(pool.claim(SMALL).orElseThrow().alive()).isTrue();
  }

  private int lowest() {
    return left.stream().mapToInt(item -> item.number).min().orElseThrow();
  }

  @Test
  void theMemoryBudgetIsNeverExceeded() {
    Pool<Item> pool = open(settings(35, 16), shape -> slowly());
    for (SandboxShape shape : List.of(SMALL, LARGE, OTHER)) {
      IntStream.range(0, 300).forEach(i -> pool.claim(shape).ifPresent(Item::discard));
    }
    await(() -> pool.state().settled());
    assertThat(left).hasSize(3);
    assertThat(pool.state().budget()).isEqualTo(ByteSize.ofMebibytes(35));
    assertThat(pool.state().shapes()).hasSize(3).allMatch(shape -> shape.ready() == 1);
  }

  @Test
  void whatCameFirstDoesNotKeepTheWholeBudget() {
    Pool<Item> pool =
        open(
            new PoolSettings(ByteSize.ofMebibytes(40), 4, 16, 2, DAY, DAY, DAY, DAY),
            shape -> new Item());
    pool.expect(SMALL);
    await(() -> ready(pool, SMALL) == 4);

    pool.expect(LARGE);
    await(() -> pool.state().settled());
    assertThat(ready(pool, SMALL)).isEqualTo(3);
    assertThat(ready(pool, LARGE)).isEqualTo(1);

    pool.expect(OTHER);
    await(() -> pool.state().settled());
    assertThat(ready(pool, SMALL)).isEqualTo(2);
    assertThat(ready(pool, LARGE)).isEqualTo(1);
    assertThat(ready(pool, OTHER)).isEqualTo(1);
    assertThat(most).as("at once").hasValue(4);
  }

  @Test
  void theLastOneOfAShapeIsNotTakenForAnother() {
    Pool<Item> pool = open(settings(25, 16), shape -> new Item());
    pool.expect(SMALL);
    pool.expect(LARGE);
    await(() -> ready(pool, SMALL) == 1 && ready(pool, LARGE) == 1);

    pool.expect(OTHER);

    assertThat(pool.state().settled()).isTrue();
    assertThat(made).hasValue(2);
  }

  @Test
  void aShapeHasNoMoreThanItsMost() {
    Pool<Item> pool = open(settings(1000, 2), shape -> slowly());
    IntStream.range(0, 500).forEach(i -> pool.claim(SMALL).ifPresent(Item::discard));
    await(() -> ready(pool, SMALL) == 2);
    assertThat(state(pool, SMALL).target()).isEqualTo(2);
  }

  @Test
  void aHandlerThatFailsIsLeftAloneAndItsReasonIsTold() {
    AtomicInteger tries = new AtomicInteger();
    AtomicReference<String> failure = new AtomicReference<>("no shim");
    Pool<Item> pool =
        open(
            settings(1000, 16),
            shape -> {
              if (shape.equals(OTHER)) {
                tries.incrementAndGet();
                Optional.of(failure.get())
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> {
                      throw new IllegalStateException(text);
                    });
              }
              return new Item();
            });
    pool.expect(OTHER);
    await(() -> state(pool, OTHER).failure().equals("no shim"));
    pool.expect(SMALL);
    assertThat(claimReady(pool, SMALL).alive()).isTrue();
    IntStream.range(0, 20).forEach(i -> assertThat(pool.claim(OTHER)).isEmpty());
    assertThat(tries).hasValue(1);
    assertThat(state(pool, OTHER).failures()).isEqualTo(1);
    assertThat(state(pool, OTHER).refills()).isZero();
    await(() -> pool.state().settled());
    assertThat(pool.state().full()).isFalse();

    failure.set("");
    skew.addAndGet(Duration.ofSeconds(11).toNanos());
    pool.expect(OTHER);

    assertThat(claimReady(pool, OTHER).alive()).isTrue();
    assertThat(state(pool, OTHER).failure()).isEmpty();
  }

  @Test
  void anOldEntryIsReplaced() {
    PoolSettings young =
        new PoolSettings(
            ByteSize.ofMebibytes(1000),
            1,
            16,
            2,
            Duration.ofHours(1),
            Duration.ofMinutes(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));
    Pool<Item> pool = open(young, shape -> new Item());
    pool.expect(SMALL);
    await(() -> ready(pool, SMALL) == 1);

    skew.addAndGet(Duration.ofMinutes(31).toNanos());

    await(() -> made.get() == 2 && ready(pool, SMALL) == 1);
    assertThat(pool.claim(SMALL).orElseThrow().number).isEqualTo(2);
  }

  @Test
  void aShapeThatNobodyWantsIsGivenUp() {
    Pool<Item> pool = open();
    pool.expect(SMALL);
    await(() -> ready(pool, SMALL) == 1);

    skew.addAndGet(Duration.ofMinutes(6).toNanos());

    await(() -> pool.state().shapes().isEmpty());
    await(left::isEmpty);
  }

  @Test
  void closingThrowsEverythingAway() {
    Pool<Item> pool = open();
    pool.expect(SMALL);
    pool.expect(OTHER);
    await(() -> ready(pool, SMALL) == 1 && ready(pool, OTHER) == 1);
    pool.close();
    assertThat(left).isEmpty();
    assertThat(pool.claim(SMALL)).isEmpty();
    pool.close();
  }
}
