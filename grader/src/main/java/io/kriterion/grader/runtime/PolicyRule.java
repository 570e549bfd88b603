package io.kriterion.grader.runtime;

/**
 * One rule of the policy.
 *
 * @param place where it is written, for messages, such as {@code kriterion.yaml:12}
 * @param when when it applies
 * @param outcome what it says then
 */
public record PolicyRule(String place, Conditions when, Outcome outcome) {}
