package io.kriterion.grader.sandbox;

import java.time.Duration;

/**
 * What a sandbox has used since it was made, by the kernel's own counters.
 *
 * @param cpuTime of all its processes, dead ones included
 * @param oomKills how many of its processes the kernel has killed for memory
 */
public record Usage(Duration cpuTime, long oomKills) {}
