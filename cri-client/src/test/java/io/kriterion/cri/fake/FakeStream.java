package io.kriterion.cri.fake;

import io.kriterion.cri.v1.AttachRequest;
import io.kriterion.cri.v1.ExecRequest;
import io.kriterion.cri.v1.PortForwardRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stream server was told to expect at an address.
 *
 * @param program the name of the program that runs
 * @param arguments what it is called with
 * @param streams the stream types that must be opened over SPDY
 * @param port the port that is forwarded, or 0
 */
record FakeStream(String program, List<String> arguments, List<String> streams, int port) {

  static FakeStream of(ExecRequest request) {
    return new FakeStream(
        request.getCmd(0),
        request.getCmdList().subList(1, request.getCmdCount()),
        streams(request.getStdin(), request.getStdout(), request.getStderr(), request.getTty()),
        0);
  }

  static FakeStream of(AttachRequest request) {
    return new FakeStream(
        request.getContainerId(),
        List.of(),
        streams(request.getStdin(), request.getStdout(), request.getStderr(), request.getTty()),
        0);
  }

  static FakeStream of(PortForwardRequest request) {
    int port = request.getPort(0);
    return new FakeStream("port " + port, List.of(), List.of("error", "data"), port);
  }

  private static List<String> streams(
      boolean stdin, boolean stdout, boolean stderr, boolean resize) {
    List<String> streams = new ArrayList<>(List.of("error"));
    if (stdin) {
      streams.add("stdin");
    }
    if (stdout) {
      streams.add("stdout");
    }
    if (stderr) {
      streams.add("stderr");
    }
    if (resize) {
      streams.add("resize");
    }
    return streams;
  }

  /** The WebSocket channels, in order. */
  List<String> channels() {
    return port > 0
        ? List.of("data", "error")
        : List.of("stdin", "stdout", "stderr", "error", "resize");
  }

  /** Where the program's output goes. */
  String output() {
    return port > 0 ? "data" : "stdout";
  }

  /** Whether a stream brings the program its input. */
  static boolean input(String stream) {
    return stream.equals("stdin") || stream.equals("data");
  }
}
