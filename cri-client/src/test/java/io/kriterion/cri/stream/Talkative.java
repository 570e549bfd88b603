package io.kriterion.cri.stream;

import static io.kriterion.cri.stream.StreamFixture.SOON;

import io.kriterion.cri.fake.FakeProgram;
import io.kriterion.cri.fake.Soon;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A program that talks, and listens only when its listener has left. */
final class Talkative implements FakeProgram {

  /** What the fake itself takes in, whatever the kernel does. */
  private static final long CERTAIN = 1 << 20;

  private static final Duration QUIET = Duration.ofMillis(50);

  private final boolean endless;
  private final AtomicLong written = new AtomicLong();
  private final CountDownLatch left = new CountDownLatch(1);
  private final CountDownLatch heard = new CountDownLatch(1);
  private volatile long toHear;

  private Talkative(boolean endless) {
    this.endless = endless;
  }

  /** It goes on talking while it listens. */
  static Talkative allTheWhile() {
    return new Talkative(true);
  }

  /** It talks until it listens, which waits for what it says last. */
  static Talkative first() {
    return new Talkative(false);
  }

  @Override
  public int run(InputStream in, OutputStream out, OutputStream err) throws IOException {
    if (endless) {
      Thread.ofVirtual().start(() -> talk(out));
    } else {
      talk(out);
    }
    StreamFixture.await(left);
    in.skipNBytes(toHear);
    heard.countDown();
    return 0;
  }

  private void talk(OutputStream out) {
    try {
      while (endless || left.getCount() > 0) {
        out.write(new byte[100_000]);
      }
    } catch (IOException e) {
      // the listener has left
    }
  }

  /** Whether the program hears what is written, as much as goes, before the listener leaves. */
  boolean hears(OutputStream stdin, Runnable leave) throws InterruptedException {
    Thread writer = Thread.ofVirtual().start(() -> write(stdin));
    Soon.until(() -> stuck(writer));
    toHear = written.get();
    leave.run();
    left.countDown();
    return heard.await(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  /** As {@link #hears}, before the session is detached and closed at once. */
  boolean hearsBeforeClose(AttachSession session) throws InterruptedException {
    return hears(
        session.stdin(),
        () -> {
          session.detach();
          session.close();
        });
  }

  private void write(OutputStream stdin) {
    byte[] frame = new byte[32 << 10];
    try {
      while (true) {
        stdin.write(frame);
        written.addAndGet(frame.length);
      }
    } catch (IOException e) {
      // it has left
    }
  }

  /* All buffers on the way are full then. If it was only a pause, less is on the way. */
  private boolean stuck(Thread writer) {
    long before = written.get();
    LockSupport.parkNanos(QUIET.toNanos());
    return before >= CERTAIN
        && before == written.get()
        && writer.getState() == Thread.State.WAITING;
  }
}
