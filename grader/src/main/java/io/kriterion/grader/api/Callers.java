package io.kriterion.grader.api;

import io.grpc.Metadata;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out who calls. */
@FunctionalInterface
interface Callers {

  /** Whoever has reached the Unix socket. */
  Callers LOCAL = headers -> Optional.of(Caller.LOCAL);

  /** The names of the owners of tasks: with a slash and a key they are keys of the queue. */
  int LONGEST_NAME = 49;

  /** The caller, by what came with the call; empty: nobody known. */
  Optional<Caller> of(Metadata headers);

  /**
   * Those who have one of these tokens. How long it takes to find that out does not depend on which
   * token it is, or how much of one.
   *
   * @throws GraderException NODE: two are not to be told apart, or a name cannot be an owner's
   */
  static Callers withTokens(List<Token> tokens) {
    Set<String> names = new HashSet<>(Set.of(Caller.LOCAL.name()));
    Set<String> secrets = new HashSet<>();
    List<Map.Entry<byte[], Caller>> all = new ArrayList<>();
    for (Token token : tokens) {
      check(token, names, secrets);
      all.add(
          Map.entry(
              sha256(token.secret()), new Caller(token.name(), token.scopes(), token.trust())));
    }
    return headers -> {
      byte[] digest = sha256(bearer(headers));
      Optional<Caller> found = Optional.empty();
      for (Map.Entry<byte[], Caller> known : all) {
        if (MessageDigest.isEqual(known.getKey(), digest)) {
          found = Optional.of(known.getValue());
        }
      }
      return found;
    };
  }

  private static void check(Token token, Set<String> names, Set<String> secrets) {
    String name = token.name();
    if (!name.matches("[^/\\p{Cc}]{1," + LONGEST_NAME + "}")) {
      throw failure(
          "a token's name has 1 to " + LONGEST_NAME + " characters on one line and no slash");
    }
    if (!names.add(name)) {
      throw failure(
          name.equals(Caller.LOCAL.name())
              ? "no token is named local: that is who uses the socket"
              : "two tokens are named " + name + "; give each a name of its own");
    }
    if (token.secret().isEmpty() || !secrets.add(token.secret())) {
      throw failure("the token " + name + " has no secret of its own; give it one");
    }
  }

  private static GraderException failure(String message) {
    return new GraderException(FailureClass.NODE, message);
  }

  /* Empty, which is no token, where there is none, or more than one. */
  private static String bearer(Metadata headers) {
    Iterable<String> values = headers.getAll(Gate.AUTHORIZATION);
    String token = "";
    if (values != null) {
      int count = 0;
      for (String value : values) {
        count++;
        boolean isBearer = value.regionMatches(true, 0, "Bearer ", 0, 7);
        token = isBearer && count == 1 ? value.substring(7).strip() : "";
      }
    }
    return token;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
