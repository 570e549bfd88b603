package io.kriterion.grader.init;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;

/** Writes the node's frames, each whole: a frame of one thread never splits that of another. */
final class FrameWriter {

  static final int PUT = 0x01;
  static final int DATA = 0x02;
  static final int STEP = 0x03;
  static final int KILL = 0x04;
  static final int END = 0x05;
  static final int OPEN = 0x06;
  static final int CREDIT = 0x07;
  static final int FEED = 0x08;
  static final int CLOSE = 0x09;
  static final int SIGNAL = 0x0a;
  static final int GET = 0x0b;
  static final int ACK = 0x0c;

  /** The largest piece of a file or of a standard input that one DATA frame may carry. */
  static final int MAX_DATA = 65_536;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final OutputStream out;

  FrameWriter(OutputStream out) {
    this.out = out;
  }

  void put(String path, int mode, long size) throws IOException {
    Payload payload = new Payload();
    payload.data.writeInt(mode);
    payload.data.writeLong(size);
    payload.string(path);
    frame(PUT, payload.bytes());
  }

  /** Sends exactly {@code size} bytes of {@code content}. */
  void data(InputStream content, long size) throws IOException {
    long left = size;
    while (left > 0) {
      byte[] piece = content.readNBytes((int) Math.min(left, MAX_DATA));
      if (piece.length == 0) {
        throw new IOException("content ended " + left + " bytes before its announced size");
      }
      frame(DATA, piece);
      left -= piece.length;
    }
  }

  void open(int version, int number) throws IOException {
    Payload payload = new Payload();
    payload.data.writeShort(version);
    payload.data.writeInt(number);
    frame(OPEN, payload.bytes());
  }

  void get(String path, long most) throws IOException {
    Payload payload = new Payload();
    payload.data.writeLong(most);
    payload.string(path);
    frame(GET, payload.bytes());
  }

  void credit(boolean error, int bytes) throws IOException {
    Payload payload = new Payload();
    payload.data.writeByte(error ? 2 : 1);
    payload.data.writeInt(bytes);
    frame(CREDIT, payload.bytes());
  }

  void feed(byte[] bytes, int offset, int length) throws IOException {
    frame(FEED, Arrays.copyOfRange(bytes, offset, offset + length));
  }

  void closeInput() throws IOException {
    frame(CLOSE, new byte[0]);
  }

  void signal(int number) throws IOException {
    frame(SIGNAL, new byte[] {(byte) number});
  }

  void step(StepCommand command, StepInput input, int credit) throws IOException {
    Payload payload = new Payload();
    payload.data.writeLong(command.wallLimit().toNanos());
    payload.data.writeLong(command.cpuLimit().toNanos());
    payload.data.writeLong(command.outputLimit());
    payload.data.writeLong(command.fileSizeLimit());
    payload.data.writeLong(StepCommand.STACK_BYTES);
    payload.data.writeInt(StepCommand.OPEN_FILES);
    payload.data.writeInt(command.processes());
    payload.data.writeInt(credit);
    switch (input) {
      case StepInput.Content content -> {
        payload.data.writeByte(0);
        payload.data.writeLong(content.size());
        payload.string("");
      }
      case StepInput.Stored stored -> {
        payload.data.writeByte(1);
        payload.data.writeLong(0);
        payload.string(stored.path());
      }
      case LiveInput live -> {
        payload.data.writeByte(2);
        payload.data.writeLong(0);
        payload.string("");
      }
    }
    payload.string(command.workingDirectory());
    payload.list(command.argv());
    payload.list(
        command.env().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .sorted()
            .toList());
    frame(STEP, payload.bytes());
  }

  void kill(KillReason reason) throws IOException {
    frame(KILL, new byte[] {number(reason)});
  }

  private static byte number(KillReason reason) {
    return switch (reason) {
      case CPU_LIMIT -> 1;
      case CANCELLED -> 2;
    };
  }

  void end() throws IOException {
    frame(END, new byte[0]);
  }

  void acknowledge() throws IOException {
    frame(ACK, new byte[0]);
  }

  private void frame(int type, byte[] payload) throws IOException {
    byte[] frame = new byte[5 + payload.length];
    frame[0] = (byte) type;
    frame[1] = (byte) (payload.length >>> 24);
    frame[2] = (byte) (payload.length >>> 16);
    frame[3] = (byte) (payload.length >>> 8);
    frame[4] = (byte) payload.length;
    System.arraycopy(payload, 0, frame, 5, payload.length);
    lock.lock();
    try {
      out.write(frame);
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  private static final class Payload {

    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final DataOutputStream data = new DataOutputStream(buffer);

    void string(String value) throws IOException {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0xffff || value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "a text of " + bytes.length + " bytes (expected: at most 65535, without NUL)");
      }
      data.writeShort(bytes.length);
      data.write(bytes);
    }

    void list(Collection<String> values) throws IOException {
      if (values.size() > 0xffff) {
        throw new IllegalArgumentException(values.size() + " texts (expected: at most 65535)");
      }
      data.writeShort(values.size());
      for (String value : values) {
        string(value);
      }
    }

    byte[] bytes() {
      return buffer.toByteArray();
    }
  }
}
