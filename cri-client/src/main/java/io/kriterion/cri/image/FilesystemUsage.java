package io.kriterion.cri.image;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What part of a file system is used.
 *
 * @param mountpoint a directory of the host on that file system
 * @param at when it was counted; containerd counts every ten seconds
 * @param usedBytes bytes
 * @param usedInodes files and directories, where the runtime tells
 */
public record FilesystemUsage(
    String mountpoint, Instant at, long usedBytes, OptionalLong usedInodes) {}
