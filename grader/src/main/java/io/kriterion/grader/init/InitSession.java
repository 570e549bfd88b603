package io.kriterion.grader.init;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with one kriterion-init: files in, steps one after another, output while they run.
 *
 * <p>Every method blocks until kriterion-init has answered. One thread drives the session; {@link
 * #kill} may be called by any other meanwhile. Whoever opened the streams closes them: closing them
 * ends a blocked call with an {@link InitProtocolException}.
 */
public final class InitSession {

  /** The version of the protocol that this class speaks. */
  private static final int VERSION = 3;

  /** How many bytes of each output kriterion-init may send ahead of who takes them. */
  private static final int WINDOW = 1 << 20;

  private final DataInputStream in;
  private final FrameWriter out;
  private final long seal;

  private int asked;
  private long steps;

  private InitSession(DataInputStream in, FrameWriter out, Greeting greeting) {
    this.in = in;
    this.out = out;
    this.seal = greeting.hello().seal();
    this.asked = greeting.asked();
  }

  /**
   * Greets kriterion-init and waits for its answer.
   *
   * @param fromInit its standard output
   * @param toInit its standard input
   * @throws InitProtocolException when something else comes, or another version
   */
  public static InitSession open(InputStream fromInit, OutputStream toInit) {
    DataInputStream in = new DataInputStream(fromInit);
    FrameWriter out = new FrameWriter(toInit);
    Greeting greeting = Greeting.exchange(in, out, VERSION);
    if (greeting.hello().version() != VERSION) {
      throw new InitProtocolException(
          "kriterion-init speaks version "
              + greeting.hello().version()
              + " (expected: "
              + VERSION
              + ")",
          null);
    }
    return new InitSession(in, out, greeting);
  }

  /**
   * Asks kriterion-init for a sign of life and waits for it. To be called while no step runs.
   *
   * @throws InitProtocolException when the stream ends or breaks instead
   */
  public void ping() {
    asked++;
    try {
      out.open(VERSION, asked);
    } catch (IOException e) {
      throw broken("asking for a sign of life", e);
    }
    Frame frame = Greeting.read(in, "a sign of life");
    while (frame instanceof Frame.Hello hello && hello.number() != asked && hello.seal() == seal) {
      frame = Greeting.read(in, "a sign of life");
    }
    if (!(frame instanceof Frame.Hello hello) || hello.seal() != seal) {
      throw unexpected("a sign of life", frame);
    }
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
   * Reads a regular file below the session's directory, never through a link.
   *
   * @param path relative, with {@code /} between its components
   * @param most how many bytes it may have
   * @param content where its bytes are written, as they come
   * @return its permission bits
   * @throws RefusedException when there is no such file, it is no regular one, or a longer one
   * @throws IOException when {@code content} cannot be written; the session can then only be ended
   */
  public int get(String path, long most, OutputStream content) throws IOException {
    try {
      out.get(path, most);
    } catch (IOException e) {
      throw broken("asking for a file", e);
    }
    Frame.FileFound file =
        switch (next("get")) {
          case Frame.FileFound found -> found;
          case Frame.Refused refused -> throw new RefusedException(refused.errno(), refused.text());
          case Frame other -> throw unexpected("get", other);
        };
    if (file.size() > most) {
      throw new InitProtocolException("a file of more bytes than were asked for", null);
    }
    long left = file.size();
    while (left > 0) {
      switch (next("get")) {
        case Frame.Content piece -> {
          left -= piece.bytes().length;
          if (left < 0) {
            throw new InitProtocolException("more of a file than was announced", null);
          }
          content.write(piece.bytes());
        }
        case Frame.Refused refused -> throw new RefusedException(refused.errno(), refused.text());
        case Frame other -> throw unexpected("get", other);
      }
    }
    return file.mode();
  }

  /**
   * Runs a step to its end. When it returns, no process of the step is left.
   *
   * @param input what the program reads from its standard input
   * @param sink gets the output while the step runs, on the calling thread; while it holds one of
   *     the two outputs back, kriterion-init goes on with the other up to 1 MiB ahead
   * @throws RefusedException when kriterion-init does not take the command
   * @throws InitProtocolException when the stream ends or breaks, or carries an exit that
   *     kriterion-init did not send
   */
  public StepExit run(StepCommand command, StepInput input, OutputSink sink) {
    return run(command, input, sink, null);
  }

  /**
   * As {@link #run(StepCommand, StepInput, OutputSink)}, for a program that talks to another: who
   * reads its standard output decides how far it may be ahead, up to 64 KiB.
   *
   * @param sink gets both outputs, not to block for long
   * @param output gets standard output too
   */
  public StepExit run(StepCommand command, LiveInput input, OutputSink sink, LiveOutput output) {
    try {
      return run(command, (StepInput) input, sink, output);
    } finally {
      output.end();
    }
  }

  private StepExit run(
      StepCommand command, StepInput input, OutputSink sink, @Nullable LiveOutput output) {
    LiveInput live = input instanceof LiveInput fed ? fed : null;
    if (live != null) {
      live.reserve();
    }
    try {
      if (output != null) {
        output.begin(out);
      }
      out.step(command, input, window(output));
      steps++;
      if (input instanceof StepInput.Content content) {
        out.data(new ByteArrayInputStream(content.bytes().toArray()), content.size());
      }
      if (live != null) {
        live.begin(out);
      }
      return follow(new OutputTally(command.outputLimit()), sink, live, output);
    } catch (IOException e) {
      throw broken("running a step", e);
    } finally {
      if (live != null) {
        live.end();
      }
    }
  }

  private static int window(@Nullable LiveOutput output) {
    return output == null ? WINDOW : LiveOutput.WINDOW;
  }

  private StepExit follow(
      OutputTally tally, OutputSink sink, @Nullable LiveInput live, @Nullable LiveOutput read)
      throws IOException {
    OutputCredit credit = new OutputCredit(out, window(read));
    while (true) {
      switch (next("step")) {
        case Frame.Output output -> {
          sink.accept(output.error(), output.bytes());
          tally.add(output.error(), output.bytes().length);
          if (read != null && !output.error()) {
            read.add(output.bytes());
          } else {
            credit.taken(output.error(), output.bytes().length);
          }
        }
        case Frame.Fed fed when live != null -> live.taken(fed.bytes());
        case Frame.Ended ended when read != null -> read.closed();
        case Frame.Ended ended when live != null -> {}
        case Frame.Exit exit -> {
          if (exit.seal() != seal + steps) {
            throw new InitProtocolException(
                "a forged exit: something in the sandbox writes to kriterion-init's stream", null);
          }
          tally.requireWhole(exit.exit());
          return exit.exit();
        }
        case Frame.Refused refused -> throw new RefusedException(refused.errno(), refused.text());
        case Frame other -> throw unexpected("step", other);
      }
    }
  }

  /**
   * Sends the running step's program a signal; without effect when none runs. Any thread may call
   * this.
   *
   * @param number of the signal, 1 to 64
   */
  public void signal(int number) {
    try {
      out.signal(number);
    } catch (IOException e) {
      throw broken("sending a signal", e);
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
    try {
      out.acknowledge();
    } catch (IOException e) {
      throw broken("ending the session", e);
    }
  }

  /* Answers to greetings that were repeated may still come. */
  private Frame next(String during) {
    Frame frame = Greeting.read(in, during);
    while (frame instanceof Frame.Hello hello && hello.number() <= asked && hello.seal() == seal) {
      frame = Greeting.read(in, during);
    }
    return frame;
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
