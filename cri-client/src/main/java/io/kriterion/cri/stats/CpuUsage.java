package io.kriterion.cri.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * CPU time.
 *
 * @param at when it was read
 * @param total since the start, of all CPUs together
 * @param nanoCores the present rate in billionths of a CPU
 * @param pressure how long it waited for a CPU
 */
public record CpuUsage(
    Instant at, Optional<Duration> total, OptionalLong nanoCores, Optional<Pressure> pressure) {}
