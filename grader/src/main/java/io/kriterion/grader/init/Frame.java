package io.kriterion.grader.init;

import io.kriterion.grader.init.StepExit.Cause;
import io.kriterion.grader.init.StepExit.Kind;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What kriterion-init says. */
sealed interface Frame {

  /** The largest frame that is read; a longer one is not the protocol. */
  int MAX_LENGTH = 1 << 20;

  /** The answer to an OPEN, which had this number. */
  record Hello(int version, int number, long seal) implements Frame {}

  /** A file has been put. */
  record Ok() implements Frame {}

  /** A request was refused. */
  record Refused(int errno, String text) implements Frame {}

  /** A piece of a step's output. */
  @SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
  record Output(boolean error, byte[] bytes) implements Frame {}

  /** A step has ended. */
  record Exit(StepExit exit, long seal) implements Frame {}

  /** The last frame. */
  record Bye() implements Frame {}

  /** The program has taken so many bytes of its live input. */
  record Fed(long bytes) implements Frame {}

  /** The program has closed its standard output and runs on. */
  record Ended() implements Frame {}

  /** A file follows. */
  record FileFound(int mode, long size) implements Frame {}

  /** A piece of a file. */
  @SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
  record Content(byte[] bytes) implements Frame {}

  /**
   * Reads the next frame, blocking until it is complete.
   *
   * @throws InitProtocolException when what comes is no frame
   * @throws EOFException when the stream ends
   */
  static Frame read(DataInputStream in) throws IOException {
    int type = in.readUnsignedByte();
    int length = in.readInt();
    if (length < 0 || length > MAX_LENGTH) {
      throw new InitProtocolException("a frame of " + length + " bytes from kriterion-init", null);
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    try {
      return decode(type, payload);
    } catch (RuntimeException e) {
      throw new InitProtocolException(
          "frame type " + type + " of " + length + " bytes is not the protocol", e);
    }
  }

  private static Frame decode(int type, byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload);
    Frame frame =
        switch (type) {
          case 0x41 -> {
            int version = in.getShort();
            int number = in.getInt();
            yield new Hello(version, number, in.getLong());
          }
          case 0x42 -> new Ok();
          case 0x43 -> {
            int errno = in.getInt();
            byte[] text = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(text);
            yield new Refused(errno, new String(text, StandardCharsets.UTF_8));
          }
          case 0x44, 0x45 -> {
            in.position(payload.length);
            yield new Output(type == 0x45, payload);
          }
          case 0x46 -> new Exit(decodeExit(in), in.getLong());
          case 0x47 -> new Bye();
          case 0x48 -> new Fed(Integer.toUnsignedLong(in.getInt()));
          case 0x49 -> {
            int mode = in.getInt();
            yield new FileFound(mode, in.getLong());
          }
          case 0x4a -> {
            in.position(payload.length);
            yield new Content(payload);
          }
          case 0x4b -> new Ended();
          default -> throw new IllegalArgumentException("unknown frame type " + type);
        };
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes too many");
    }
    return frame;
  }

  private static StepExit decodeExit(ByteBuffer in) {
    Kind kind = kind(in.get());
    int value = in.getInt();
    Cause cause = cause(in.get());
    Duration cpu = Duration.ofNanos(in.getLong()).plusNanos(in.getLong());
    Duration initCpu = Duration.ofNanos(in.getLong());
    Duration wall = Duration.ofNanos(in.getLong());
    return new StepExit(
        kind, value, cause, cpu, initCpu, wall, in.getLong(), in.getLong(), in.getLong());
  }

  private static Kind kind(int number) {
    return switch (number) {
      case 0 -> Kind.EXITED;
      case 1 -> Kind.SIGNALLED;
      case 2 -> Kind.NOT_STARTED;
      default -> throw new IllegalArgumentException("unknown kind of exit " + number);
    };
  }

  private static Cause cause(int number) {
    return switch (number) {
      case 0 -> Cause.ITSELF;
      case 1 -> Cause.CPU_LIMIT;
      case 2 -> Cause.WALL_LIMIT;
      case 3 -> Cause.OUTPUT_LIMIT;
      case 4 -> Cause.CPU_LIMIT_BY_NODE;
      case 5 -> Cause.CANCELLED;
      default -> throw new IllegalArgumentException("unknown cause " + number);
    };
  }
}
