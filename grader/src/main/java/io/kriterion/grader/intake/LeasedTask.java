package io.kriterion.grader.intake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.Interruption;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.Plans;
import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import io.kriterion.grader.wire.SubmittedTasks;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One leased task on its way from the claim to its end: planned, graded, and what became of it
 * given to the queue. The result is on disk there before anybody hears of it; what the node fails
 * goes back to the queue, never to the submitter.
 */
final class LeasedTask {

  private static final Logger log = LoggerFactory.getLogger(LeasedTask.class);
  private static final int LONGEST_REST_SECONDS = 10;
  private static final int LONGEST_UNTRIED_SECONDS = 5;
  private static final int MOST_OUTAGES = 10;

  private final ClaimedTask claimed;
  private final IntakeParts parts;
  private final TaskQueue queue;
  private final Permits.Permit permit;
  private final TaskClock clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private TaskEnd.@Nullable Ending stopped;

  /* Who is to be interrupted, while the task is graded. */
  @GuardedBy("lock")
  private @Nullable Thread worker;

  private volatile Optional<String> handler = Optional.empty();

  /* Whether there was a plan; of the grading thread. */
  private boolean planned;

  LeasedTask(ClaimedTask claimed, IntakeParts parts, Permits.Permit permit) {
    this.claimed = claimed;
    this.parts = parts;
    this.queue = parts.queue();
    this.permit = permit;
    this.clock = new TaskClock(claimed.times());
  }

  /** What is worked on. */
  ClaimedTask claimed() {
    return claimed;
  }

  /** Has it stopped soon, for one of the reasons without a result. Any thread may call this. */
  void stop(TaskEnd.Ending why) {
    lock.lock();
    try {
      stopped = stopped == null ? why : stopped;
      if (worker != null) {
        worker.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Does all of it; blocks until the task is no more this node's. Throws nothing. */
  TaskEnd run() {
    MDC.put("task", claimed.lease().task().value());
    MDC.put("attempt", Integer.toString(claimed.lease().attempt()));
    Heartbeat heartbeat = new Heartbeat(queue, claimed.lease(), claimed.leaseTime(), this::stop);
    try (Publisher publisher =
        new Publisher(
            queue, claimed.lease(), parts.codec(), parts.eventBytes().bytes(), parts.isClosed())) {
      Outcome outcome = interruptible(publisher);
      heartbeat.ending();
      return new Delivery(claimed, parts, clock, this::isLost).deliver(outcome, publisher, handler);
    } finally {
      heartbeat.close();
      MDC.clear();
    }
  }

  private Outcome interruptible(Publisher publisher) {
    begin();
    try {
      return grade(publisher);
    } catch (InterruptedException e) {
      return stoppedOutcome();
    } finally {
      // what follows is short, and not for anybody to interrupt
      finish();
    }
  }

  private void begin() {
    lock.lock();
    try {
      worker = Thread.currentThread();
      if (stopped != null) {
        Thread.currentThread().interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void finish() {
    lock.lock();
    try {
      worker = null;
      boolean late = Thread.interrupted();
      log.atDebug().addKeyValue("interrupted", late).log("graded");
    } finally {
      lock.unlock();
    }
  }

  private boolean isLost() {
    return stopped().filter(TaskEnd.Ending.LOST::equals).isPresent();
  }

  private Optional<TaskEnd.Ending> stopped() {
    lock.lock();
    try {
      return Optional.ofNullable(stopped);
    } finally {
      lock.unlock();
    }
  }

  private Outcome stoppedOutcome() {
    TaskEnd.Ending why = stopped().orElse(TaskEnd.Ending.RETURNED);
    return Outcome.without(
        why,
        why == TaskEnd.Ending.CANCELLED ? "stopped, since it was cancelled" : "the node stops");
  }

  private Outcome grade(Publisher publisher) throws InterruptedException {
    PlanRequest request;
    try {
      request = SubmittedTasks.read(claimed.task().payload());
    } catch (GraderException | IllegalArgumentException e) {
      return Outcome.without(TaskEnd.Ending.REFUSED, Outcome.oneLine(e));
    }
    long outages = parts.grader().outages();
    try {
      Consumer<Event> events =
          event -> {
            clock.told(event);
            // the node's own fault is no verdict: the attempt ends without one
            if (!(event instanceof Event.Judged judged)
                || judged.verdict() != Verdict.INTERNAL_ERROR) {
              publisher.tell(event);
            }
          };
      Result result = parts.grader().grade(admitted(parts.grader().plans(request)), events);
      return result.verdict() == Verdict.INTERNAL_ERROR
          ? failed(reason(result), outages)
          : Outcome.graded(result);
    } catch (GraderException e) {
      String reason = Outcome.oneLine(e);
      if (e.failureClass() == FailureClass.TASK) {
        return Outcome.without(TaskEnd.Ending.REFUSED, reason);
      }
      boolean untried = !planned && e.failureClass() == FailureClass.RUNTIME;
      return untried ? untried(reason) : failed(reason, outages);
    } catch (CriConnectionException e) {
      Interruption.refuse(e);
      return away(Outcome.oneLine(e));
    } catch (CriException e) {
      return failed(Outcome.oneLine(e), outages);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("a task met a fault of the node's");
      return rested("a fault of the node's: " + Outcome.oneLine(e));
    }
  }

  /* A runtime that was away is no failed attempt of the task's. Others rest a while, longer each
  time, so that what is wrong with the node may pass; the slot is kept, as it would fail others too. */
  private Outcome failed(String reason, long outages) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("grading was interrupted");
    }
    permit.giveMemory();
    if (!parts.grader().answers() || parts.grader().outages() != outages) {
      return away(reason);
    }
    return rested(reason);
  }

  /* A task with which the runtime goes away again and again is what takes it away. */
  private Outcome away(String reason) throws InterruptedException {
    return claimed.lease().attempt() > MOST_OUTAGES
        ? rested(reason)
        : Outcome.without(TaskEnd.Ending.RETURNED, "the runtime did not answer: " + reason);
  }

  /* Handlers get well again, later than a task's attempts would last if each of them counted. Others
  could use the slot meanwhile, so the rest is shorter. */
  private Outcome untried(String reason) throws InterruptedException {
    if (claimed.lease().attempt() > MOST_OUTAGES) {
      return rested(reason);
    }
    rest(LONGEST_UNTRIED_SECONDS);
    return Outcome.without(TaskEnd.Ending.UNTRIED, reason);
  }

  private Outcome rested(String reason) throws InterruptedException {
    rest(LONGEST_REST_SECONDS);
    return Outcome.without(TaskEnd.Ending.FAILED, reason);
  }

  private void rest(int mostSeconds) throws InterruptedException {
    permit.giveMemory();
    TimeUnit.SECONDS.sleep(Math.min(1L << Math.min(claimed.lease().attempt() - 1, 4), mostSeconds));
  }

  /* Each plan waits until the node has the memory that it needs. */
  private Plans admitted(Plans plans) {
    return new Plans() {
      @Override
      public Plan next() throws InterruptedException {
        Plan plan = plans.next();
        planned = true;
        return admit(plan);
      }

      @Override
      public Plan secondRun(Plan first) throws InterruptedException {
        return admit(plans.secondRun(first));
      }
    };
  }

  private Plan admit(Plan plan) throws InterruptedException {
    handler = Optional.of(plan.handler());
    MDC.put("handler", plan.handler());
    long overhead = plan.settings().overhead().bytes();
    long interactor =
        plan.task().steps().stream()
            .map(Step::interactor)
            .flatMap(Optional::stream)
            .mapToLong(each -> each.limits().memory().bytes() + overhead)
            .max()
            .orElse(0);
    permit.fit(new ByteSize(plan.task().limits().memory().bytes() + overhead + interactor));
    return plan;
  }

  private static String reason(Result result) {
    return result.steps().stream()
        .filter(step -> step.verdict().filter(Verdict.INTERNAL_ERROR::equals).isPresent())
        .findFirst()
        .map(LeasedTask::reason)
        .orElse("not every step ran");
  }

  private static String reason(StepResult step) {
    return step.step() + ": " + step.detail();
  }
}
