package io.kriterion.cri.stats;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Swap, in bytes.
 *
 * @param at when it was read
 * @param available what is left
 * @param usage what is used
 */
public record SwapUsage(Instant at, OptionalLong available, OptionalLong usage) {}
