package io.kriterion.cri.image;

import java.time.Duration;

/**
 * How far a pull is. CRI tells nothing of a pull before it ends: this is what the file systems with
 * images have grown by, other pulls included, as often as the runtime counts (containerd: every ten
 * seconds).
 *
 * @param elapsed since it was asked for
 * @param grownBytes what has been added since; less than 0 if more was removed
 */
public record PullProgress(Duration elapsed, long grownBytes) {}
