package io.kriterion.grader.config;

import io.kriterion.grader.config.ApiSettings.Scope;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the tokens by which the API is used on the network; never shows a secret. */
final class TokensReader {
  static final List<String> KEYS = List.of("name", "secret", "secret-file", "scopes", "trust");

  /** Whoever comes by the Unix socket. */
  private static final String LOCAL = "local";

  private static final int MOST = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,49}");

  /* What a header can carry as it is. */
  private static final Pattern SECRET = Pattern.compile("[!-~]{16,1000}");

  private final Problems problems;
  private final BoundedValues values;
  private final ConfigFiles files;

  TokensReader(Problems problems, BoundedValues values, ConfigFiles files) {
    this.problems = problems;
    this.values = values;
    this.files = files;
  }

  List<Token> tokens(Node node, String place) {
    List<Token> tokens = new ArrayList<>();
    List<Node> items = values.yaml().list(node, place, MOST);
    for (int i = 0; i < items.size(); i++) {
      Node item = items.get(i);
      String at = place + "[" + i + "]";
      token(item, at).filter(read -> differs(read, tokens, item, at)).ifPresent(tokens::add);
    }
    return tokens;
  }

  private Optional<Token> token(Node node, String place) {
    Section section = Section.of(node, place, problems, KEYS, Map.of());
    Optional<String> name = section.required("name").flatMap(n -> name(n, section.placeOf("name")));
    Optional<String> secret = section.isMapping() ? secret(section, node, place) : Optional.empty();
    List<Scope> scopes =
        section
            .required("scopes")
            .map(n ->
                values.oneOrMore(
                    n,
                    section.placeOf("scopes"),
                    (item, at) -> values.oneOf(item, at, Scope.values())))
            .orElse(List.of());
    Trust trust =
        section
            .optional("trust")
            .flatMap(n -> values.oneOf(n, section.placeOf("trust"), Trust.values()))
            .orElse(Trust.NORMAL);
    return name.flatMap(
        known -> secret.map(own -> new Token(known, own, Set.copyOf(scopes), trust)));
  }

  private Optional<String> name(Node node, String place) {
    return values
        .matching(
            node,
            place,
            NAME,
            "is not a token's name (expected: 1 to 49 letters, digits, '.', '_' and '-')")
        .flatMap(name ->
            name.toLowerCase(Locale.ROOT).equals(LOCAL)
                ? values
                    .yaml()
                    .problem(
                        node, place, "local is whoever comes by the socket (expected: another)")
                : Optional.of(name));
  }

  private Optional<String> secret(Section section, Node token, String place) {
    Optional<Node> written = section.optional("secret");
    Optional<Node> file = section.optional("secret-file");
    if (written.isPresent() && file.isPresent()) {
      return values
          .yaml()
          .problem(
              file.get(),
              section.placeOf("secret-file"),
              "secret is there too (expected: one of the two)");
    } else if (written.isPresent()) {
      String at = section.placeOf("secret");
      return files
          .writtenSecret(written.get(), at)
          .flatMap(text -> strong(text, written.get(), at, "expected"));
    } else if (file.isPresent()) {
      String at = section.placeOf("secret-file");
      return files
          .firstLineOfSecret(file.get(), at)
          .flatMap(text -> strong(text, file.get(), at, "expected as its first line"));
    }
    return values
        .yaml()
        .problem(token, place, "neither secret nor secret-file (expected: one of the two)");
  }

  private Optional<String> strong(String secret, Node node, String place, String expected) {
    return SECRET.matcher(secret).matches()
        ? Optional.of(secret)
        : values
            .yaml()
            .problem(
                node,
                place,
                "not fit for a secret ("
                    + expected
                    + ": 16 to 1000 letters, digits and signs of ASCII, no spaces)");
  }

  private boolean differs(Token token, List<Token> others, Node node, String place) {
    for (Token other : others) {
      if (other.name().equals(token.name())) {
        problems.add(node, place + ".name", "comes twice (expected: once)");
        return false;
      } else if (other.secret().equals(token.secret())) {
        problems.add(node, place, "has the secret of " + other.name() + " (expected: its own)");
        return false;
      }
    }
    return true;
  }
}
