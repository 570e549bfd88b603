package io.kriterion.grader.task;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The limits that a task or a step names; null where it says nothing. */
record LimitsPatch(
    @Nullable Duration cpuTime,
    @Nullable Duration wallTime,
    @Nullable ByteSize memory,
    @Nullable Integer processes,
    @Nullable ByteSize output,
    @Nullable ByteSize disk,
    @Nullable Cpus cpus) {
  static final LimitsPatch NONE = new LimitsPatch(null, null, null, null, null, null, null);

  /** These limits, and {@code base}'s where these say nothing. */
  LimitsPatch over(LimitsPatch base) {
    return new LimitsPatch(
        cpuTime != null ? cpuTime : base.cpuTime,
        wallTime != null ? wallTime : base.wallTime,
        memory != null ? memory : base.memory,
        processes != null ? processes : base.processes,
        output != null ? output : base.output,
        disk != null ? disk : base.disk,
        cpus != null ? cpus : base.cpus);
  }

  /**
   * These limits, and {@code defaults} where they say nothing; a CPU time without a wall time
   * brings its own.
   */
  Limits applyTo(Limits defaults) {
    Duration wallDefault =
        cpuTime != null ? cpuTime.multipliedBy(Limits.WALL_PER_CPU) : defaults.wallTime();
    return new Limits(
        cpuTime != null ? cpuTime : defaults.cpuTime(),
        wallTime != null ? wallTime : wallDefault,
        memory != null ? memory : defaults.memory(),
        processes != null ? processes : defaults.processes(),
        output != null ? output : defaults.output(),
        disk != null ? disk : defaults.disk(),
        Optional.ofNullable(cpus).or(defaults::cpus));
  }
}
