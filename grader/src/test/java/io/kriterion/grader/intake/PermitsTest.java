package io.kriterion.grader.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PermitsTest {

  private static final ByteSize USUAL = ByteSize.ofMebibytes(100);

  private final Permits permits = new Permits(3, ByteSize.ofMebibytes(300));

  @Test
  void thereAreAsManyAsSlots() throws InterruptedException {
    Permits.Permit first = take();
    take();
    take();
    assertThat(permits.take(USUAL, Duration.ZERO)).isEmpty();
    first.close();
    first.close();
    assertThat(permits.slotsUsed()).isEqualTo(2);
    assertThat(permits.take(USUAL, Duration.ZERO)).isPresent();
  }

  @Test
  void thereAreAsManyAsMemory() throws InterruptedException {
    take().fit(ByteSize.ofMebibytes(250));
    assertThat(permits.take(USUAL, Duration.ZERO)).isEmpty();
    permits.take(ByteSize.ofMebibytes(50), Duration.ZERO).orElseThrow().begin();
    assertThat(permits.memoryUsed()).isEqualTo(ByteSize.ofMebibytes(300));
  }

  @Test
  void whatIsNotNeededIsGivenBack() throws InterruptedException {
    take().fit(ByteSize.ofMebibytes(10));
    assertThat(permits.memoryUsed()).isEqualTo(ByteSize.ofMebibytes(10));
  }

  @Test
  void aSmallNodeGivesWhatItHas() throws InterruptedException {
    Permits small = new Permits(2, ByteSize.ofMebibytes(64));
    Permits.Permit permit = small.take(USUAL, Duration.ZERO).orElseThrow();
    assertThat(small.memoryUsed()).as("no task yet").isEqualTo(new ByteSize(0));
    permit.begin();
    assertThat(small.memoryUsed()).isEqualTo(ByteSize.ofMebibytes(64));
  }

  @Test
  void whatNeverFitsIsRefused() throws InterruptedException {
    Permits.Permit permit = take();
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> permit.fit(ByteSize.ofMebibytes(301)))
        .withMessage("the task needs 301MiB of memory, this node has 300MiB for all tasks");
  }

  @Test
  void allThatWaitToGrowGetTheirTurnInOrder() throws InterruptedException {
    List<Permits.Permit> taken = List.of(take(), take(), take());
    List<Integer> fitted = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      Thread.ofVirtual()
          .start(() -> {
            try {
              taken.get(number).fit(ByteSize.ofMebibytes(300));
              fitted.add(number);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      // the first gets it when the others have given theirs back, the rest wait
      int waiting = 3 - number;
      assertThat(
              Poll.until(
                  () ->
                      permits.memoryUsed().bytes()
                              == ByteSize.ofMebibytes(100).bytes() * (waiting - 1)
                          || fitted.contains(0),
                  Duration.ofSeconds(20)))
          .isTrue();
    }
    for (int i = 0; i < 3; i++) {
      int number = i;
      assertThat(Poll.until(() -> fitted.size() == number + 1, Duration.ofSeconds(20))).isTrue();
      assertThat(fitted.get(number)).isEqualTo(number);
      taken.get(number).close();
    }
    assertThat(permits.memoryUsed()).isEqualTo(new ByteSize(0));
  }

  @Test
  void newOnesWaitBehindThoseThatGrow() throws InterruptedException {
    Permits.Permit large = take();
    Permits.Permit other = take();
    Thread growing =
        Thread.ofVirtual()
            .start(() -> {
              try {
                large.fit(ByteSize.ofMebibytes(300));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(Poll.until(() -> permits.memoryUsed().equals(USUAL), Duration.ofSeconds(20)))
        .isTrue();
    assertThat(permits.take(USUAL, Duration.ZERO)).isEmpty();
    growing.interrupt();
    growing.join();
    assertThat(permits.take(USUAL, Duration.ZERO)).isPresent();
    other.close();
  }

  private Permits.Permit take() throws InterruptedException {
    Optional<Permits.Permit> taken = permits.take(USUAL, Duration.ZERO);
    assertThat(taken).isPresent();
    taken.orElseThrow().begin();
    return taken.orElseThrow();
  }
}
