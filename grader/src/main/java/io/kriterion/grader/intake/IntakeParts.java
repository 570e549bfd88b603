package io.kriterion.grader.intake;

import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.wire.EventCodec;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * What an intake works with; whoever made these closes them.
 *
 * @param queue where tasks come from and results go to
 * @param grader what grades them
 * @param codec how events are stored
 * @param eventBytes how much the queue keeps of a task's events
 * @param observer told of every end
 * @param wallClock this machine's
 * @param isClosed whether the queue does not answer because the node ends
 */
record IntakeParts(
    TaskQueue queue,
    Grader grader,
    EventCodec codec,
    ByteSize eventBytes,
    TaskObserver observer,
    InstantSource wallClock,
    BooleanSupplier isClosed) {}
