package io.kriterion.cri.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
 */
final class OutputBuffer extends InputStream {

  /* The event loop takes only `lock`, and only for moments. A reader holds `reading` while it waits
   * for `lock`'s condition and while it copies; close() takes `reading` after it has woken the reader.
   * Order: reading, then lock. Ended and closed are final. */

  static final int HIGH_WATER = 1 << 20;
  private static final int LOW_WATER = HIGH_WATER / 2;

  /** Shorter pieces are copied: a slice would keep the whole receive buffer from being reused. */
  private static final int COPY_BELOW = 16 << 10;

  /** What a piece costs besides its bytes, so that single bytes count as what they take. */
  private static final int PIECE_COST = 256;

  private final Runnable onRoom;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock reading = new ReentrantLock();

  @GuardedBy("lock")
  private final Queue<ByteBuf> queue = new ArrayDeque<>();

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
  private ByteBuf current = Unpooled.EMPTY_BUFFER;

  /**
   * An empty buffer.
   *
   * @param onRoom called by the reading thread when the buffer was full and is so no longer
   */
  OutputBuffer(Runnable onRoom) {
    this.onRoom = onRoom;
  }

  /** Takes over a piece of output; drops it if nobody will read it. */
  void offer(ByteBuf data) {
    ByteBuf piece = data;
    if (data.readableBytes() < COPY_BELOW) {
      byte[] bytes = new byte[data.readableBytes()];
      data.readBytes(bytes);
      data.release();
      piece = Unpooled.wrappedBuffer(bytes);
    }
    lock.lock();
    try {
      if (closed || ended || !piece.isReadable()) {
        piece.release();
        return;
      }
      queue.add(piece);
      cost += piece.readableBytes() + PIECE_COST;
      full |= cost >= HIGH_WATER;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** No more output comes. Only the first call counts. */
  void end(@Nullable IOException why) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = why;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
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
      if (!current.isReadable()) {
        ByteBuf next = take();
        if (next == null) {
          return -1;
        }
        current = next;
      }
      int count = Math.min(length, current.readableBytes());
      current.readBytes(target, offset, count);
      if (!current.isReadable()) {
        current.release();
        current = Unpooled.EMPTY_BUFFER;
      }
      return count;
    } finally {
      reading.unlock();
    }
  }

  /** The next piece, or null at the end. */
  private @Nullable ByteBuf take() throws IOException {
    boolean room;
    ByteBuf piece;
    lock.lock();
    try {
      while (queue.isEmpty() && !ended && !closed) {
        changed.await();
      }
      if (closed) {
        throw new IOException("the stream is closed");
      }
      piece = queue.poll();
      if (piece == null) {
        if (failure != null) {
          throw new IOException(failure.getMessage(), failure);
        }
        return null;
      }
      cost -= piece.readableBytes() + PIECE_COST;
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
      queue.forEach(ByteBuf::release);
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
      current.release();
      current = Unpooled.EMPTY_BUFFER;
    } finally {
      reading.unlock();
    }
    if (room) {
      onRoom.run();
    }
  }
}
