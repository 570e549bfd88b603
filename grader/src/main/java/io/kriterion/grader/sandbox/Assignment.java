package io.kriterion.grader.sandbox;

/**
 * What a sandbox is made for.
 *
 * @param task the task's name, kept in the label {@code io.kriterion/task}
 * @param attempt which attempt at the task this is, from 1, kept in {@code io.kriterion/attempt}
 */
public record Assignment(String task, int attempt) {}
