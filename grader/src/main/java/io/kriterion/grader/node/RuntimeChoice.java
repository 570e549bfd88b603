package io.kriterion.grader.node;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which runtime is to be used.
 *
 * @param endpoint the socket of a runtime that the user names; empty means that the node looks for
 *     one
 * @param networkAllowed whether submissions may have the runtime's pod network
 * @param catalogue the directory of the environments' images
 */
public record RuntimeChoice(Optional<Path> endpoint, boolean networkAllowed, Path catalogue) {}
