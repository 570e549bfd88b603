package io.kriterion.grader.runtime;

import java.util.Optional;

/**
 * What the policy is asked about: one submission to one task.
 *
 * @param trust how far the submitter is trusted
 * @param course the course that the task says it belongs to
 * @param environment the environment of the catalogue that the task names; empty for an image
 * @param asks the runtime handler that is asked for; empty means that none is
 */
public record RuntimeRequest(
    Trust trust, Optional<String> course, Optional<String> environment, Optional<String> asks) {}
