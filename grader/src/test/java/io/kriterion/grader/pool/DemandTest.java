package io.kriterion.grader.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Little's law with a margin for bursts. */
class DemandTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static Demand steady(double perSecond, Duration preparation) {
    Demand demand = new Demand(0);
    demand.prepared(preparation);
    long gap = (long) (SECOND / perSecond);
    for (long now = 0; now < 300 * SECOND; now += gap) {
      demand.arrived(now);
    }
    return demand;
  }

  @Test
  void somethingAskedForOnceIsKeptReadyOnce() {
    Demand demand = new Demand(0);
    demand.arrived(0);
    assertThat(demand.target(0)).isEqualTo(1);
    assertThat(demand.target(1000 * SECOND)).isEqualTo(1);
  }

  @Test
  void anExamIsServedByRateTimesTimeAndAMargin() {
    // 1000 in ten minutes, 0.25 s each: 0.42 are being replaced, 3·√0.42 more for bursts
    assertThat(steady(1000 / 600.0, Duration.ofMillis(250)).target(300 * SECOND)).isEqualTo(3);
    // 10 a second, 0.25 s each: 2.5 + 3·1.58
    assertThat(steady(10, Duration.ofMillis(250)).target(300 * SECOND)).isEqualTo(8);
    // a VM that takes 10 s to boot, one in 2 s: 5 + 3·2.24
    assertThat(steady(0.5, Duration.ofSeconds(10)).target(300 * SECOND)).isEqualTo(12);
  }

  @Test
  void theTargetSinksWhenTheExamIsOver() {
    Demand demand = steady(10, Duration.ofSeconds(1));
    int busy = demand.target(300 * SECOND);
    assertThat(busy).isGreaterThan(15);
    assertThat(demand.target(330 * SECOND)).isLessThan(busy).isGreaterThan(1);
    assertThat(demand.target(1000 * SECOND)).isEqualTo(1);
  }

  @Test
  void slowerPreparationsRaiseTheTarget() {
    Demand demand = steady(2, Duration.ofMillis(100));
    int quick = demand.target(300 * SECOND);
    for (int i = 0; i < 20; i++) {
      demand.prepared(Duration.ofSeconds(2));
    }
    assertThat(demand.target(300 * SECOND)).isGreaterThan(2 * quick);
  }
}
