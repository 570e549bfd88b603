package io.kriterion.grader.init;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How a session begins. A runtime passes an attached session's input on before it connects the
 * session to the output, and drops what is written meanwhile; so kriterion-init is asked again and
 * again until it is heard.
 *
 * @param hello the answer
 * @param asked the highest number that was asked with: answers up to it may still come
 */
record Greeting(Frame.Hello hello, int asked) {

  private static final long AGAIN_MILLIS = 10;

  static Greeting exchange(DataInputStream in, FrameWriter out, int version) {
    CountDownLatch heard = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    Thread asking =
        Thread.ofVirtual().name("greet-init").start(() -> ask(out, version, asked, heard));
    try {
      Frame first = read(in, "start");
      if (!(first instanceof Frame.Hello hello)) {
        throw new InitProtocolException(
            "kriterion-init answered start with " + first.getClass().getSimpleName(), null);
      }
      heard.countDown();
      // it has at most one small frame to write
      Uninterruptibles.joinUninterruptibly(asking);
      return new Greeting(hello, asked.get());
    } finally {
      heard.countDown();
    }
  }

  private static void ask(FrameWriter out, int version, AtomicInteger asked, CountDownLatch heard) {
    try {
      do {
        out.open(version, asked.incrementAndGet());
      } while (!heard.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS));
    } catch (IOException e) {
      // whoever waits for the answer meets the end of the stream and says so
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next frame. */
  static Frame read(DataInputStream in, String during) {
    try {
      return Frame.read(in);
    } catch (EOFException e) {
      throw new InitProtocolException(
          "the sandbox's stream ended during " + during + ", before its answer was complete", e);
    } catch (IOException e) {
      throw new InitProtocolException(
          "the stream to the sandbox broke during " + during + ": " + e.getMessage(), e);
    }
  }
}
