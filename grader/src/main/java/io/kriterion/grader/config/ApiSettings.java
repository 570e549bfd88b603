package io.kriterion.grader.config;

import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a node's API is.
 *
 * @param socket the Unix socket
 * @param group the group that may open the socket beside root; empty: root's own
 * @param tcp where it is on the network; empty: nowhere
 * @param tokens who may use it on the network
 * @param largestRequest the largest request, in bytes
 */
public record ApiSettings(
    Path socket,
    Optional<String> group,
    Optional<Tcp> tcp,
    List<Token> tokens,
    ByteSize largestRequest) {

  /** What is built in. */
  public static final ApiSettings DEFAULT =
      new ApiSettings(
          Path.of("/run/kriterion/node.sock"),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          ByteSize.ofMebibytes(64));

  /** Copies the list. */
  public ApiSettings {
    tokens = List.copyOf(tokens);
  }

  /**
   * An address on the network, always with TLS.
   *
   * @param listen host and port; port 0 is one that is free
   * @param certificate the certificate chain, PEM
   * @param key its private key, PEM (PKCS 8)
   */
  public record Tcp(ListenAddress listen, Path certificate, Path key) {}

  /** What a token allows. */
  public enum Scope {
    /** To submit tasks, and to cancel one's own. */
    SUBMIT,
    /** To see one's own tasks. */
    WATCH,
    /** Everything, also with others' tasks and with the node. */
    OPERATE
  }

  /**
   * Somebody who may use the API on the network.
   *
   * @param name the name, by which tasks belong to somebody
   * @param secret what proves it; never shown, never logged
   * @param scopes what is allowed
   * @param trust how far the submissions of this submitter are trusted, for the runtime policy
   */
  public record Token(String name, String secret, Set<Scope> scopes, Trust trust) {
    /** Copies the set. */
    public Token {
      scopes = Set.copyOf(scopes);
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "Token[" + name + " " + scopes + "]";
    }
  }
}
