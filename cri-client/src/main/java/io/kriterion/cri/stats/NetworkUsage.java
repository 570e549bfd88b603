package io.kriterion.cri.stats;

import java.util.OptionalLong;

/**
 * What went over one network interface since it was made.
 *
 * @param name the interface
 * @param receivedBytes in
 * @param receiveErrors errors on the way in
 * @param sentBytes out
 * @param sendErrors errors on the way out
 */
public record NetworkUsage(
    String name,
    OptionalLong receivedBytes,
    OptionalLong receiveErrors,
    OptionalLong sentBytes,
    OptionalLong sendErrors) {}
