package io.kriterion.grader.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pool.PoolState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingOrderTest {

  @TempDir private Path state = Path.of("");

  /** Writes down what it is told. */
  private static final class Told implements NodeControl {

    private final List<String> orders = new ArrayList<>();

    @Override
    public NodeStatus status() {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public PoolState pool() {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public void pause() {
      orders.add("pause");
    }

    @Override
    public void resume() {
      orders.add("resume");
    }

    @Override
    public void drain() {
      orders.add("drain");
    }

    @Override
    public boolean awaitIdle(Duration wait) {
      orders.add("wait " + wait);
      return false;
    }
  }

  private List<String> toldAtTheNextStart(boolean takes) {
    Told node = new Told();
    assertThat(new StandingOrder(node, state).obeyLast()).isEqualTo(takes);
    return node.orders;
  }

  @Test
  void aNewNodeTakesTasks() {
    assertThat(toldAtTheNextStart(true)).containsExactly("resume");
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void theLastOrderIsGivenAgainAtEveryStart() throws InterruptedException {
    Told node = new Told();
    StandingOrder orders = new StandingOrder(node, state);
    orders.pause();
    assertThat(toldAtTheNextStart(false)).containsExactly("pause");
    orders.drain();
    assertThat(orders.awaitIdle(Duration.ofSeconds(3))).isFalse();
    for (int i = 0; i < 2; i++) {
      assertThat(toldAtTheNextStart(false)).as("it waits for nothing").containsExactly("drain");
    }
    orders.resume();
    assertThat(toldAtTheNextStart(true)).containsExactly("resume");
    assertThat(node.orders).containsExactly("pause", "drain", "wait PT3S", "resume");
    assertThat(state).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "drained", "stop"})
  void whatIsNoOrderIsSaid(String text) throws IOException {
    Files.writeString(state.resolve("order"), text);
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> toldAtTheNextStart(true))
        .withMessageContaining("order does not hold an order")
        .withMessageContaining("remove it");
  }

  @Test
  void anOrderThatCannotBeKeptIsObeyed() {
    Told node = new Told();
    StandingOrder orders = new StandingOrder(node, state.resolve("absent"));
    orders.pause();
    orders.resume();
    assertThat(node.orders).containsExactly("pause", "resume");
  }
}
