package io.kriterion.grader.api;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Gives the one answer of a call, or says why there is none. */
final class Answers {

  private Answers() {}

  /** Does the work on this thread, and answers. */
  static <A> void give(StreamObserver<A> caller, Supplier<A> work) {
    A answer;
    try {
      answer = work.get();
    } catch (RuntimeException | Error e) {
      caller.onError(Refusals.of(e));
      return;
    }
    caller.onNext(answer);
    caller.onCompleted();
  }
}
