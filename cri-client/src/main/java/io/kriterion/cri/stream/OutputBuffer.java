package io.kriterion.cri.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One output of a process between the event loop, which offers what the socket brings, and the
 * thread that reads. It is full at 1 MiB and has room again at half of that; what stops the socket
 * meanwhile is the connection's matter.
 *
 * <p>What waits here is copied. Netty's buffers are parts of larger ones that stay whole as long as
 * anybody holds a part, and with many streams somebody always does.
 */
final class OutputBuffer extends InputStream {

  /* The event loop takes only `lock`, and only for moments. A reader holds `reading` while it waits
   * for `lock`'s condition and while it copies; close() takes `reading` after it has woken the reader.
   * Order: reading, then lock. Ended and closed are final. */

  static final int HIGH_WATER = 1 << 20;
  private static final int LOW_WATER = HIGH_WATER / 2;

  private static final byte[] NOTHING = {};

  /** What a piece costs besides its bytes, so that single bytes count as what they take. */
  private static final int PIECE_COST = 256;

  private final Runnable onRoom;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock reading = new ReentrantLock();

  @GuardedBy("lock")
  private final Queue<byte[]> queue = new ArrayDeque<>();

  @GuardedBy("lock")
  private long cost;

  @GuardedBy("lock")
  private boolean full;

  @GuardedBy("lock")
  private boolean ended;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private @Nullable IOException failure;

  @GuardedBy("reading")
  private byte[] current = NOTHING;

  @GuardedBy("reading")
  private int position;

  /**
   * An empty buffer.
   *
   * @param onRoom called, by the thread that reads, ends or closes it, when the buffer was full and
   *     is so no longer
   */
  OutputBuffer(Runnable onRoom) {
    this.onRoom = onRoom;
  }

  /** Takes over a piece of output; drops it if nobody will read it. */
  void offer(ByteBuf data) {
    byte[] piece = new byte[data.readableBytes()];
    data.readBytes(piece);
    data.release();
    lock.lock();
    try {
      if (closed || ended || piece.length == 0) {
        return;
      }
      queue.add(piece);
      cost += piece.length + PIECE_COST;
      full |= cost >= HIGH_WATER;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** No more output is wanted: what still comes is dropped. Only the first call counts. */
  void end(@Nullable IOException why) {
    boolean room;
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      failure = why;
      room = full;
      full = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (room) {
      onRoom.run();
    }
  }

  /** Whether the socket should rest. */
  boolean full() {
    lock.lock();
    try {
      return full;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    reading.lock();
    try {
      int count = 0;
      while (count < length) {
        if (position == current.length) {
          byte[] next = take(count == 0);
          if (next == null) {
            break;
          }
          current = next;
          position = 0;
        }
        int part = Math.min(length - count, current.length - position);
        System.arraycopy(current, position, target, offset + count, part);
        position += part;
        count += part;
      }
      return count == 0 ? -1 : count;
    } finally {
      reading.unlock();
    }
  }

  /**
   * The next piece; null at the end, or where there is none now.
   *
   * @param wait whether to wait for one, and to throw what is wrong
   */
  private byte @Nullable [] take(boolean wait) throws IOException {
    boolean room;
    byte[] piece;
    lock.lock();
    try {
      while (wait && queue.isEmpty() && !ended && !closed) {
        changed.await();
      }
      if (wait && closed) {
        throw new IOException("the stream is closed");
      }
      piece = queue.poll();
      if (piece == null) {
        if (wait && failure != null) {
          throw new IOException(failure.getMessage(), failure);
        }
        return null;
      }
      cost -= piece.length + PIECE_COST;
      room = full && cost <= LOW_WATER;
      full &= !room;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for output");
    } finally {
      lock.unlock();
    }
    if (room) {
      onRoom.run();
    }
    return piece;
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return (int) Math.max(0, cost - (long) queue.size() * PIECE_COST);
    } finally {
      lock.unlock();
    }
  }

  /** Drops what was not read and all that comes. */
  @Override
  public void close() {
    boolean room;
    lock.lock();
    try {
      closed = true;
      queue.clear();
      cost = 0;
      room = full;
      full = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    reading.lock();
    try {
      current = NOTHING;
      position = 0;
    } finally {
      reading.unlock();
    }
    if (room) {
      onRoom.run();
    }
  }
}
