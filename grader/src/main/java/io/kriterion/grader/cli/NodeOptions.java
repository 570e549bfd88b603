package io.kriterion.grader.cli;

import io.kriterion.client.ClientOptions;
import io.kriterion.client.GraderClient;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The options by which a command is told its node. */
final class NodeOptions {

  private static final String SOCKET = "--socket";

  /** The names of all of them. */
  static final List<String> NAMES = List.of(SOCKET, "--address", "--token-file", "--ca");

  private static final Pattern ADDRESS =
      Pattern.compile("(?<host>[^:\\[\\]]+|\\[[0-9a-fA-F:.]+]):(?<port>[0-9]{1,5})");

  private static final int LONGEST_TOKEN = 4096;

  @Option(
      names = SOCKET,
      paramLabel = "PATH",
      defaultValue = "${env:KRITERION_SOCKET:-/run/kriterion/node.sock}",
      description = "The node's socket. Default: ${DEFAULT-VALUE}.")
  private Path socket = Path.of("/run/kriterion/node.sock");

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      description = "The node on the network, instead of its socket; needs a token.")
  private @Nullable String address;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:KRITERION_TOKEN_FILE}",
      description = "A file whose first line is the token, for --address.")
  private @Nullable String tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The certificates (PEM) that the node is trusted by, for --address.")
  private @Nullable Path certificates;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /**
   * A client of the node.
   *
   * @throws GraderException if nobody listens on the socket
   * @throws ParameterException if the options do not say which node
   */
  GraderClient connect() {
    ClientOptions options = address == null ? atSocket() : atAddress(address);
    return GraderClient.connect(
        certificates == null ? options : options.withTrustedCertificates(certificates));
  }

  /** Whether the command line names a node, or one listens where nodes do. */
  boolean isThere() {
    return address != null || given(List.of(SOCKET)).isPresent() || obstacle().isEmpty();
  }

  /**
   * The first of these options of the command that is on its command line. What the environment
   * says is a default, and is not there.
   */
  Optional<String> given(List<String> names) {
    ParseResult parsed = command().commandLine().getParseResult();
    return names.stream().filter(name -> parsed.hasMatchedOption(name)).findFirst();
  }

  /** Where the command's results go. */
  PrintStream out() {
    return ((Kriterion) command().root().userObject()).out();
  }

  /** A failure of the command line. */
  ParameterException badUsage(String problem) {
    return new ParameterException(command().commandLine(), problem);
  }

  private CommandSpec command() {
    return Objects.requireNonNull(command, "command");
  }

  private ClientOptions atSocket() {
    Optional<String> remote = given(List.of("--token-file", "--ca"));
    if (remote.isPresent()) {
      throw badUsage(remote.get() + " is for a node on the network (expected: with --address)");
    }
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      throw new GraderException(FailureClass.NODE, obstacle.get());
    }
    return ClientOptions.ofSocket(socket);
  }

  /* A client would wait for a node that comes back; a person wants to know at once. */
  private Optional<String> obstacle() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return Optional.empty();
    } catch (IOException e) {
      String text = String.valueOf(e.getMessage());
      String problem =
          Files.exists(socket) || text.contains("Permission")
              ? "the node's socket " + socket + " does not answer (" + text + ")"
              : "there is no node's socket at " + socket;
      return Optional.of(problem + "; is the node running, and may you use it? See --socket");
    }
  }

  private ClientOptions atAddress(String text) {
    if (given(List.of(SOCKET)).isPresent()) {
      throw badUsage("--socket and --address name two nodes (expected: one of the two)");
    }
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      throw badUsage("--address " + text + " (expected: HOST:PORT, such as grader.example:7443)");
    }
    String host = matcher.group("host");
    try {
      return ClientOptions.ofAddress(
          host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(matcher.group("port")),
          token());
    } catch (IllegalArgumentException e) {
      throw badUsage("--address " + text + ": " + e.getMessage());
    }
  }

  private String token() {
    if (tokenFile == null || tokenFile.isEmpty()) {
      throw badUsage("Missing option: --token-file (or KRITERION_TOKEN_FILE), for --address");
    }
    try (InputStream in = Files.newInputStream(Path.of(tokenFile))) {
      String text = new String(in.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8);
      // as the node reads its secret-file
      return text.lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw badUsage("--token-file " + tokenFile + " cannot be read: " + e);
    }
  }
}
