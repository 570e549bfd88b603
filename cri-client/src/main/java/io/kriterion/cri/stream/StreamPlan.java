package io.kriterion.cri.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection, as either transport opens them.
 *
 * @param operation the CRI's name of what is done, for messages
 * @param transport the protocol below
 * @param streams exactly the streams that were asked for: over SPDY, one more makes the runtime
 *     ignore a real one, and one less makes it wait
 * @param stdin whether the caller has an input
 * @param protocol the stream protocol that is asked for over SPDY
 * @param announced whether the runtime begins every WebSocket channel with two bytes that say the
 *     port
 * @param status how the text on the error stream is read
 */
record StreamPlan(
    String operation,
    Transport transport,
    List<Planned> streams,
    boolean stdin,
    String protocol,
    boolean announced,
    StatusReader status) {

  /** The newest version of the stream protocol that every containerd speaks; none speaks v5. */
  static final String V4 = "v4.channel.k8s.io";

  private static final String PORT_FORWARD = "portforward.k8s.io";

  /**
   * One stream.
   *
   * @param kind what it carries
   * @param channel its number over WebSocket
   * @param headers its headers over SPDY
   */
  record Planned(StreamKind kind, int channel, Map<String, String> headers) {

    private static Planned of(StreamKind kind, int channel) {
      return new Planned(kind, channel, Map.of("streamtype", kind.type()));
    }
  }

  StreamPlan {
    streams = List.copyOf(streams);
  }

  static StreamPlan of(ExecSpec spec) {
    return process("Exec", spec.transport(), spec.stdin(), true, true, spec.tty());
  }

  static StreamPlan of(AttachSpec spec) {
    return process(
        "Attach", spec.transport(), spec.stdin(), spec.stdout(), spec.stderr(), spec.tty());
  }

  private static StreamPlan process(
      String operation,
      Transport transport,
      boolean stdin,
      boolean stdout,
      boolean stderr,
      boolean tty) {
    List<Planned> streams = new ArrayList<>(List.of(Planned.of(StreamKind.ERROR, 3)));
    if (stdin) {
      streams.add(Planned.of(StreamKind.STDIN, 0));
    }
    if (stdout) {
      streams.add(Planned.of(StreamKind.STDOUT, 1));
    }
    if (stderr && !tty) {
      streams.add(Planned.of(StreamKind.STDERR, 2));
    }
    if (tty) {
      streams.add(Planned.of(StreamKind.RESIZE, 4));
    }
    return new StreamPlan(operation, transport, streams, stdin, V4, false, StatusText::parse);
  }

  /** One connection to a port of a pod. */
  static StreamPlan ofPort(Transport transport, int port) {
    List<Planned> streams =
        List.of(
            new Planned(StreamKind.ERROR, 1, portHeaders(StreamKind.ERROR, port)),
            new Planned(StreamKind.DATA, 0, portHeaders(StreamKind.DATA, port)));
    return new StreamPlan(
        "PortForward", transport, streams, true, PORT_FORWARD, true, StatusText::ofForward);
  }

  private static Map<String, String> portHeaders(StreamKind kind, int port) {
    return Map.of("streamtype", kind.type(), "port", Integer.toString(port), "requestid", "0");
  }

  boolean has(StreamKind kind) {
    return streams.stream().anyMatch(stream -> stream.kind() == kind);
  }

  /** The stream that the runtime uses a WebSocket channel for, or null. */
  @Nullable StreamKind ofChannel(int channel) {
    for (Planned stream : streams) {
      if (stream.channel() == channel && stream.kind().incoming()) {
        return stream.kind();
      }
    }
    return null;
  }

  /** The WebSocket channel of a stream that is planned. */
  int channelOf(StreamKind kind) {
    for (Planned stream : streams) {
      if (stream.kind() == kind) {
        return stream.channel();
      }
    }
    throw new IllegalArgumentException(kind + " is not planned");
  }
}
