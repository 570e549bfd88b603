package io.kriterion.grader.sandbox;

import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.task.ByteSize;

/**
 * What a sandbox is to be.
 *
 * @param task the task's name, kept in the label {@code io.kriterion/task}
 * @param attempt which attempt at the task this is, from 1
 * @param handler the runtime handler
 * @param image the image's id or reference as the runtime knows it
 * @param memory the most that all processes of the submission may use together
 * @param processes the most processes and threads that the submission may have at once
 * @param disk the size of the workspace and {@code /tmp} together
 * @param isolation what the handler puts between the submission and the host's kernel
 */
public record SandboxRequest(
    String task,
    int attempt,
    String handler,
    String image,
    ByteSize memory,
    int processes,
    ByteSize disk,
    Isolation isolation) {}
