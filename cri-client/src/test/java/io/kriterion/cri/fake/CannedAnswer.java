package io.kriterion.cri.fake;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An answer that is there before the question, for any call, unary or streaming. */
public final class CannedAnswer {

  /** What comes after the messages. */
  public enum Ending {
    /** The end. */
    OK,
    /** A failure. */
    FAILURE,
    /** Nothing: the call stays open. */
    OPEN,
    /** The messages again and again, as fast as the client takes them. */
    AGAIN
  }

  /** What was asked. */
  public final List<Message> requests = new CopyOnWriteArrayList<>();

  /** Reaches zero when something was asked. */
  public final CountDownLatch asked = new CountDownLatch(1);

  /** How many messages were sent. */
  public final AtomicInteger sent = new AtomicInteger();

  /** Reaches zero when a client has cancelled. */
  public final CountDownLatch cancelled = new CountDownLatch(1);

  private final List<Message> messages;
  private final Ending ending;

  CannedAnswer(List<Message> messages, Ending ending) {
    this.messages = messages;
    this.ending = ending;
  }

  <Q, A> ServerCall.Listener<Q> start(ServerCall<Q, A> call) {
    call.request(2);
    return new ServerCall.Listener<>() {

      @Override
      public void onMessage(Q message) {
        requests.add((Message) message);
      }

      @Override
      public void onHalfClose() {
        asked.countDown();
        call.sendHeaders(new Metadata());
        send(call);
        switch (ending) {
          case OK -> call.close(Status.OK, new Metadata());
          case FAILURE -> call.close(Status.UNKNOWN.withDescription("broke"), new Metadata());
          case OPEN -> {}
          case AGAIN -> onReady();
        }
      }

      @Override
      public void onReady() {
        while (ending == Ending.AGAIN && !requests.isEmpty() && call.isReady()) {
          send(call);
        }
      }

      @Override
      public void onCancel() {
        cancelled.countDown();
      }
    };
  }

  @SuppressWarnings("unchecked") // the test's business: the message of the call that it names
  private <A> void send(ServerCall<?, A> call) {
    for (Message message : messages) {
      call.sendMessage((A) message);
      sent.incrementAndGet();
    }
  }
}
