package io.kriterion.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes, such as a file or a program's output; equal by content. Its text form
 * tells the length only, so that output never reaches a log by accident.
 */
public final class Bytes {

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of all of {@code content}. */
  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  /** The UTF-8 form of {@code text}. */
  public static Bytes ofText(String text) {
    return new Bytes(text.getBytes(UTF_8));
  }

  static Bytes of(ByteString content) {
    return new Bytes(content.toByteArray());
  }

  ByteString toByteString() {
    return UnsafeByteOperations.unsafeWrap(content);
  }

  /** How many bytes there are. */
  public int length() {
    return content.length;
  }

  /** A copy as an array. */
  public byte[] toArray() {
    return content.clone();
  }

  /** The bytes read as UTF-8, with U+FFFD for what is none. */
  public String utf8() {
    return new String(content, UTF_8);
  }

  /**
   * Writes all bytes to {@code out}, which stays open; blocks as {@code out} does.
   *
   * @throws IOException if {@code out} fails
   */
  public void writeTo(OutputStream out) throws IOException {
    out.write(content);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return content.length + " bytes";
  }
}
