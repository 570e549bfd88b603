package io.kriterion.grader.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a call that is refused ends with. */
final class Statuses {

  private Statuses() {}

  /** The call ends with that code; the text that comes with it. */
  static String refused(Status.Code code, ThrowingCallable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.getStatus().getCode()).as(refusal.getMessage()).isEqualTo(code);
    return String.valueOf(refusal.getStatus().getDescription());
  }

  /** Begins a call of which only the end counts; it may send what it will. */
  static <A> void start(ClientCall<?, A> call, BlockingQueue<Status> ended) {
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.add(status);
          }
        },
        new Metadata());
    call.request(1);
  }

  /** How the next of these calls ended; waits for it. */
  static Status next(BlockingQueue<Status> ended) throws InterruptedException {
    Status status = ended.poll(60, TimeUnit.SECONDS);
    assertThat(status).isNotNull();
    return status;
  }
}
