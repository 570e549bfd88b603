package io.kriterion.cri.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attach's input that leaves when it meets the detach keys. Keys that may become the sequence
 * wait for the next one; what turns out to be no sequence goes on in order. For one thread.
 */
final class DetachableStdin extends OutputStream {

  private final OutputStream target;
  private final DetachKeys keys;
  private final Runnable detach;
  private final List<Integer> held = new ArrayList<>();
  private boolean detached;

  /**
   * An input.
   *
   * @param target where what is no sequence goes
   * @param keys the sequence, perhaps none
   * @param detach called once, when the sequence is complete
   */
  DetachableStdin(OutputStream target, DetachKeys keys, Runnable detach) {
    this.target = target;
    this.keys = keys;
    this.detach = detach;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte @Nullable [] source, int offset, int length) throws IOException {
    Objects.requireNonNull(source, "source");
    Objects.checkFromIndexSize(offset, length, source.length);
    if (detached) {
      throw new IOException("the session was left by the detach keys");
    }
    if (keys.bytes().isEmpty()) {
      target.write(source, offset, length);
      return;
    }
    ByteArrayOutputStream through = new ByteArrayOutputStream(length + held.size());
    for (int at = offset; at < offset + length && !detached; at++) {
      held.add(source[at] & 0xff);
      while (!held.equals(keys.bytes().subList(0, held.size()))) {
        through.write(held.removeFirst());
      }
      detached = held.size() == keys.bytes().size();
    }
    target.write(through.toByteArray(), 0, through.size());
    if (detached) {
      detach.run();
    }
  }

  @Override
  public void close() throws IOException {
    if (!detached && !held.isEmpty()) {
      byte[] rest = new byte[held.size()];
      for (int i = 0; i < rest.length; i++) {
        rest[i] = held.get(i).byteValue();
      }
      held.clear();
      target.write(rest, 0, rest.length);
    }
    target.close();
  }
}
