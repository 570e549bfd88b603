package io.kriterion.grader.api;

import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.queue.TaskQueue;

/**
 * What an API is built on; all of it is used by many threads at a time, and closed by who made it.
 *
 * @param queue where tasks go, and where what happens to them comes from
 * @param node what operators look after
 * @param intake reads what is submitted
 * @param events reads what has happened
 */
public record ApiParts(TaskQueue queue, NodeControl node, TaskIntake intake, EventReader events) {}
