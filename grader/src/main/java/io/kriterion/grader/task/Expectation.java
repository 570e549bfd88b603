package io.kriterion.grader.task;

/**
 * What a step must print to be accepted.
 *
 * @param stdout the expected standard output; never shown to the author of a submission
 * @param checker how the two are compared
 */
public record Expectation(Bytes stdout, Checker checker) {}
