package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.EventsTck;
import io.kriterion.grader.queue.FairnessTck;
import io.kriterion.grader.queue.LeaseTck;
import io.kriterion.grader.queue.LifeTck;
import io.kriterion.grader.queue.ListTck;
import io.kriterion.grader.queue.TaskQueue;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The embedded queue passes the kit. */
class EmbeddedQueueTest {

  @TempDir private Path directory = Path.of("");

  private final FakeTime time = new FakeTime();

  private TaskQueue opened() {
    return time.open(directory.resolve("queue"), FakeTime.SETTINGS);
  }

  @Nested
  class Life extends LifeTck {
    @Override
    protected TaskQueue open() {
      return opened();
    }

    @Override
    protected void pass(Duration passing) {
      time.pass(passing, queue());
    }
  }

  @Nested
  class Lists extends ListTck {
    @Override
    protected TaskQueue open() {
      return opened();
    }

    @Override
    protected void pass(Duration passing) {
      time.pass(passing, queue());
    }
  }

  @Nested
  class Leases extends LeaseTck {
    @Override
    protected TaskQueue open() {
      return opened();
    }

    @Override
    protected void pass(Duration passing) {
      time.pass(passing, queue());
    }
  }

  @Nested
  class Events extends EventsTck {
    @Override
    protected TaskQueue open() {
      return opened();
    }

    @Override
    protected void pass(Duration passing) {
      time.pass(passing, queue());
    }
  }

  @Nested
  class Fairness extends FairnessTck {
    @Override
    protected TaskQueue open() {
      return opened();
    }

    @Override
    protected void pass(Duration passing) {
      time.pass(passing, queue());
    }
  }
}
