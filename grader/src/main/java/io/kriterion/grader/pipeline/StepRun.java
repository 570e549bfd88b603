package io.kriterion.grader.pipeline;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.init.KillReason;
import io.kriterion.grader.init.LiveInput;
import io.kriterion.grader.init.LiveOutput;
import io.kriterion.grader.init.StepCommand;
import io.kriterion.grader.init.StepExit;
import io.kriterion.grader.init.StepInput;
import io.kriterion.grader.judge.EndCause;
import io.kriterion.grader.judge.Exit;
import io.kriterion.grader.judge.StepOutcome;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.Usage;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Step;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One step in a launched sandbox, from its limits to everything that was observed of it. */
final class StepRun {

  /* What kriterion-init may take to end a step that has passed a limit, before it counts as lost. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /* Past its wall time by this the program is dead, as far as kriterion-init is still at work. */
  private static final Duration DEAD = Duration.ofSeconds(1);

  /* The cgroup also counts kriterion-init itself, so the node's own CPU limit is a little later. */
  private static final Duration CPU_SLACK = Duration.ofMillis(200);

  private static final Duration AROUND = Duration.ofMillis(20);

  /* A file may outgrow the disk limit by this: a full disk is then an error, not a signal. */
  private static final long FILE_SLACK = 1L << 20;

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(10);

  private static final Map<String, String> BASE_ENVIRONMENT =
      Map.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LANG", "C.UTF-8",
          "TMPDIR", "/tmp");

  private final Sandbox sandbox;
  private final Isolation isolation;
  private final Map<String, String> imageEnvironment;
  private final Step step;
  private Usage before = new Usage(Duration.ZERO, 0);

  /* Known when the step's end has been observed, and still true where its artifacts fail then. */
  private boolean outOfMemory;
  private final StepOutput output;
  private final Artifacts artifacts;

  /* Set by the watcher when kriterion-init has not ended the step long after its wall limit. */
  private volatile boolean gaveUp;

  /**
   * A step to be run.
   *
   * @param imageEnvironment the variables that the image sets; the step's own win over them
   * @param artifacts brings out what the step leaves
   */
  StepRun(
      Sandbox sandbox,
      Isolation isolation,
      Map<String, String> imageEnvironment,
      Step step,
      Consumer<Event> events,
      Artifacts artifacts) {
    this.imageEnvironment = imageEnvironment;
    this.sandbox = sandbox;
    this.isolation = isolation;
    this.step = step;
    this.output = new StepOutput(step, events);
    this.artifacts = artifacts;
  }

  /**
   * Runs the step to its end and brings out its artifacts. A failure on our side is an outcome too:
   * an unknown exit.
   */
  StepOutcome run() {
    return run(
        () -> sandbox.session().run(command(), new StepInput.Content(step.stdin()), output),
        () -> {});
  }

  /**
   * Runs the step to its end, as {@link #run()}, with a program that talks to another. When this
   * returns, both streams have ended, also where the step could not begin.
   */
  StepOutcome run(LiveInput stdin, LiveOutput stdout) {
    try {
      return run(() -> sandbox.session().run(command(), stdin, output, stdout), stdout::release);
    } finally {
      stdin.end();
      stdout.end();
    }
  }

  /* Past its wall time the program is dead, and its end is told when its output has been taken. */
  private StepOutcome run(Supplier<StepExit> program, Runnable pastWallTime) {
    before = sandbox.usage();
    try {
      sandbox.limit(step.limits().processes(), step.limits().memory());
      StepExit exit = runWatched(program, pastWallTime);
      output.finish(exit.cause() == StepExit.Cause.OUTPUT_LIMIT);
      StepOutcome outcome = observed(exit);
      artifacts.bringOut(step);
      return outcome;
    } catch (CriException | GraderException e) {
      return unknown(String.valueOf(e.getMessage()));
    }
  }

  /* Whatever broke, the kernel's own word that the step ran out of memory still counts. */
  private StepOutcome unknown(String reason) {
    return new StepOutcome(
        new Exit.Unknown(reason),
        gaveUp ? EndCause.WALL_LIMIT : EndCause.ITSELF,
        outOfMemory || sandbox.mayHaveEndedOfMemory(sandbox.usage()),
        output.truncated(),
        StepOutcome.Usage.NONE,
        output.stdout());
  }

  private StepExit runWatched(Supplier<StepExit> program, Runnable pastWallTime) {
    try (StepWatch _ = new StepWatch(WATCH_INTERVAL, new NodeLimits(pastWallTime)::hold)) {
      return program.get();
    }
  }

  private StepCommand command() {
    Map<String, String> environment = new HashMap<>(BASE_ENVIRONMENT);
    environment.putAll(imageEnvironment);
    environment.put("HOME", sandbox.workingDirectory());
    environment.putAll(step.env());
    return new StepCommand(
        step.command(),
        environment,
        sandbox.workingDirectory(),
        step.limits().wallTime(),
        step.limits().cpuTime(),
        step.limits().output().bytes(),
        step.limits().disk().bytes() + FILE_SLACK,
        processes());
  }

  /* Beside an image's own program, whose processes are the same user's, only the host can count. */
  private int processes() {
    return sandbox.shape().main() == MainProcess.IMAGE
        ? StepCommand.ANY_PROCESSES
        : step.limits().processes();
  }

  /* The two limits that do not rely on kriterion-init. */
  private final class NodeLimits {

    private final long wallTime = System.nanoTime() + step.limits().wallTime().toNanos();
    private final Runnable pastWallTime;
    private final Duration cpuTime = before.cpuTime().plus(step.limits().cpuTime()).plus(CPU_SLACK);
    private boolean killed = isolation == Isolation.OWN_KERNEL;

    NodeLimits(Runnable pastWallTime) {
      this.pastWallTime = pastWallTime;
    }

    /* Whether there is still something to hold. */
    boolean hold() {
      try {
        long late = System.nanoTime() - wallTime;
        if (late > DEAD.toNanos()) {
          pastWallTime.run();
        }
        if (late > GRACE.toNanos()) {
          gaveUp = true;
          sandbox.abort();
          return false;
        }
        if (!killed && sandbox.usage().cpuTime().compareTo(cpuTime) > 0) {
          killed = true;
          sandbox.session().kill(KillReason.CPU_LIMIT);
        }
        return true;
      } catch (GraderException e) {
        // the stream is broken: whoever reads the step's frames meets the same and reports it
        sandbox.abort();
        return false;
      }
    }
  }

  private StepOutcome observed(StepExit exit) {
    Usage after = sandbox.usage();
    outOfMemory = sandbox.ranOutOfMemory(after);
    return new StepOutcome(
        switch (exit.kind()) {
          case EXITED -> new Exit.Exited(exit.value());
          case SIGNALLED -> new Exit.Signalled(exit.value());
          case NOT_STARTED -> new Exit.NotStarted(exit.value());
        },
        switch (exit.cause()) {
          case ITSELF -> EndCause.ITSELF;
          case CPU_LIMIT, CPU_LIMIT_BY_NODE -> EndCause.CPU_LIMIT;
          case WALL_LIMIT -> EndCause.WALL_LIMIT;
          case OUTPUT_LIMIT -> EndCause.OUTPUT_LIMIT;
          case CANCELLED -> EndCause.CANCELLED;
        },
        outOfMemory,
        output.truncated(),
        new StepOutcome.Usage(
            cpuTime(exit, after), exit.wallTime(), new ByteSize(exit.peakMemory())),
        output.stdout());
  }

  /*
   * kriterion-init's figure is exact for what it reaped. The cgroup's is complete, but includes the
   * work around the program (kriterion-init's own, starting and ending processes); so it counts
   * where it shows time that kriterion-init cannot have seen, of children that nobody waited for.
   */
  private Duration cpuTime(StepExit exit, Usage after) {
    Duration reaped = exit.cpuTime();
    if (isolation == Isolation.OWN_KERNEL) {
      return reaped;
    }
    Duration counted = after.cpuTime().minus(before.cpuTime()).minus(exit.initCpuTime());
    Duration around = AROUND.plus(reaped.dividedBy(10));
    return counted.compareTo(reaped.plus(around)) > 0 ? counted : reaped;
  }
}
