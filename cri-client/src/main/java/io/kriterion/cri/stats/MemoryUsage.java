package io.kriterion.cri.stats;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory, in bytes. No peak: CRI has none.
 *
 * @param at when it was read
 * @param workingSet what cannot be given back under pressure
 * @param available the limit less the working set; empty without a limit
 * @param usage all, caches included
 * @param resident anonymous memory and swap cache
 * @param pageFaults page faults since the start
 * @param majorPageFaults those that read from a disk
 * @param pressure how long it waited for memory
 */
public record MemoryUsage(
    Instant at,
    OptionalLong workingSet,
    OptionalLong available,
    OptionalLong usage,
    OptionalLong resident,
    OptionalLong pageFaults,
    OptionalLong majorPageFaults,
    Optional<Pressure> pressure) {}
