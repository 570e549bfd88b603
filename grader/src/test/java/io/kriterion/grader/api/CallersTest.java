package io.kriterion.grader.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.runtime.Trust;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tokens are looked at when the API starts. */
class CallersTest {

  @Test
  void tokensThatCannotBeToldApartAreRefusedAtTheStart() {
    Token site = renamed("site", "secret of site");
    Map<String, List<Token>> wrong =
        Map.of(
            "two tokens are named site", List.of(site, site),
            "has no secret of its own", List.of(site, renamed("b", site.secret())),
            "no secret", List.of(renamed("b", "")),
            "local", List.of(renamed("local", "x")),
            "no slash", List.of(renamed("a/b", "x")),
            "on one line", List.of(renamed("a\u009bb", "x")),
            "49 characters", List.of(renamed("x".repeat(50), "x")));
    wrong.forEach((problem, tokens) ->
        assertThatThrownBy(() -> Callers.withTokens(tokens))
            .isInstanceOf(GraderException.class)
            .hasMessageContaining(problem)
            .hasMessageNotContaining("secret of site")
            .hasMessageNotContaining("\n"));
  }

  private static Token renamed(String name, String secret) {
    return new Token(name, secret, Set.of(), Trust.NORMAL);
  }
}
