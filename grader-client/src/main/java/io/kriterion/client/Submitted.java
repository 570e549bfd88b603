package io.kriterion.client;

/**
 * A task that is on the node's disk.
 *
 * @param task the node's name for it
 * @param existed whether it had been submitted before, with the same key and content
 */
public record Submitted(String task, boolean existed) {}
