package io.kriterion.grader.init;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A conversation with one kriterion-init: files in, steps one after another, output while they run.
 *
 * <p>Every method blocks until kriterion-init has answered. One thread drives the session; {@link
 * #kill} may be called by any other meanwhile. Whoever opened the streams closes them: closing them
 * ends a blocked call with an {@link InitProtocolException}.
 */
public final class InitSession {

  /** The version of the protocol that this class speaks. */
  private static final int VERSION = 1;

  private final DataInputStream in;
  private final FrameWriter out;
  private final long seal;

  private InitSession(DataInputStream in, FrameWriter out, long seal) {
    this.in = in;
    this.out = out;
    this.seal = seal;
  }

  /**
   * Waits for kriterion-init's greeting.
   *
   * @param fromInit its standard output
   * @param toInit its standard input
   * @throws InitProtocolException when something else comes, or another version
   */
  public static InitSession open(InputStream fromInit, OutputStream toInit) {
    DataInputStream in = new DataInputStream(fromInit);
    Frame first = next(in, "start");
    if (!(first instanceof Frame.Hello hello)) {
      throw unexpected("start", first);
    }
    if (hello.version() != VERSION) {
      throw new InitProtocolException(
          "kriterion-init speaks version " + hello.version() + " (expected: " + VERSION + ")",
          null);
    }
    return new InitSession(in, new FrameWriter(toInit), hello.seal());
  }

  /**
   * Writes a file below the session's directory; a file that is there is replaced.
   *
   * @param path relative, with {@code /} between its components; missing directories are made
   * @param executable whether the file may be executed
   * @param content read to its end, {@code size} bytes
   * @param size its length in bytes
   * @throws RefusedException when kriterion-init does not take the path or has no room
   */
  public void put(String path, boolean executable, InputStream content, long size) {
    try {
      out.put(path, executable ? 0755 : 0644, size);
      out.data(content, size);
    } catch (IOException e) {
      throw broken("copying " + path.length() + " characters of path into the sandbox", e);
    }
    switch (next("put")) {
      case Frame.Ok ok -> {}
      case Frame.Refused refused -> throw new RefusedException(refused.errno(), refused.text());
      case Frame other -> throw unexpected("put", other);
    }
  }

  /**
   * Runs a step to its end. When it returns, no process of the step is left.
   *
   * @param stdin what the program reads from its standard input
   * @param sink gets the output while the step runs, on the calling thread
   * @throws RefusedException when kriterion-init does not take the command
   * @throws InitProtocolException when the stream ends or breaks, or carries an exit that
   *     kriterion-init did not send
   */
  public StepExit run(StepCommand command, byte[] stdin, OutputSink sink) {
    try {
      out.step(command, stdin.length);
      out.data(new ByteArrayInputStream(stdin), stdin.length);
    } catch (IOException e) {
      throw broken("starting a step", e);
    }
    while (true) {
      switch (next("step")) {
        case Frame.Output output -> sink.accept(output.error(), output.bytes());
        case Frame.Exit exit -> {
          if (exit.seal() != seal) {
            throw new InitProtocolException(
                "a forged exit: something in the sandbox writes to kriterion-init's stream", null);
          }
          return exit.exit();
        }
        case Frame.Refused refused -> throw new RefusedException(refused.errno(), refused.text());
        case Frame other -> throw unexpected("step", other);
      }
    }
  }

  /** Ends the running step; without effect when none runs. Any thread may call this. */
  public void kill(KillReason reason) {
    try {
      out.kill(reason);
    } catch (IOException e) {
      throw broken("killing a step", e);
    }
  }

  /** Says good-bye and waits for the answer; kriterion-init then exits. */
  public void end() {
    try {
      out.end();
    } catch (IOException e) {
      throw broken("ending the session", e);
    }
    Frame last = next("end");
    if (!(last instanceof Frame.Bye)) {
      throw unexpected("end", last);
    }
  }

  private Frame next(String during) {
    return next(in, during);
  }

  private static Frame next(DataInputStream in, String during) {
    try {
      return Frame.read(in);
    } catch (EOFException e) {
      throw new InitProtocolException(
          "the sandbox's stream ended during " + during + ", before its answer was complete", e);
    } catch (IOException e) {
      throw broken(during, e);
    }
  }

  private static InitProtocolException broken(String during, IOException cause) {
    return new InitProtocolException(
        "the stream to the sandbox broke during " + during + ": " + cause.getMessage(), cause);
  }

  private static InitProtocolException unexpected(String during, Frame frame) {
    return new InitProtocolException(
        "kriterion-init answered " + during + " with " + frame.getClass().getSimpleName(), null);
  }
}
