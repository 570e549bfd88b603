package io.kriterion.client.fake;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.kriterion.proto.grader.v1.TaskEvent;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** One stream of events; sends no more than the other side takes. Its task guards it. */
final class FakeWatcher {

  private final FakeTask task;
  private final ServerCallStreamObserver<TaskEvent> answers;
  private final LongPredicate cut;
  private final LongConsumer sent;
  private int next;
  private boolean ended;

  /**
   * A stream.
   *
   * @param next the number of the first event
   * @param cut whether the stream ends after the event of a number
   * @param sent told of every event that was sent
   */
  FakeWatcher(
      FakeTask task,
      ServerCallStreamObserver<TaskEvent> answers,
      int next,
      LongPredicate cut,
      LongConsumer sent) {
    this.task = task;
    this.answers = answers;
    this.next = next;
    this.cut = cut;
    this.sent = sent;
  }

  void start() {
    answers.setOnReadyHandler(() -> task.pump(this));
    answers.setOnCancelHandler(() -> task.leave(this));
    task.watch(this);
  }

  void pump(List<TaskEvent> events) {
    while (!ended && answers.isReady() && next < events.size()) {
      TaskEvent event = events.get(next++);
      answers.onNext(event);
      sent.accept(event.getSeq());
      if (cut.test(event.getSeq())) {
        end();
        answers.onError(Status.UNAVAILABLE.withDescription("the node stops").asRuntimeException());
      } else if (isLast(event)) {
        complete();
      }
    }
    // who has the last event already
    if (!ended && next >= events.size() && isLast(events.getLast())) {
      complete();
    }
  }

  private void complete() {
    end();
    answers.onCompleted();
  }

  private void end() {
    ended = true;
    task.leave(this);
  }

  static boolean isLast(TaskEvent event) {
    return switch (event.getEventCase()) {
      case RESULT, REFUSED, CANCELLED, DEAD, EVENT_NOT_SET -> true;
      default -> false;
    };
  }
}
