package io.kriterion.cri.image;

import static java.util.Objects.requireNonNull;

/** Who one is to an image's registry. What is secret is in no {@code toString}. */
public sealed interface RegistryAuth {

  /** Nobody. */
  record Anonymous() implements RegistryAuth {}

  /**
   * A user.
   *
   * @param user the name
   * @param password the password
   */
  record Password(String user, String password) implements RegistryAuth {

    /** Checks that both are there. */
    public Password {
      requireNonNull(user, "user");
      requireNonNull(password, "password");
    }

    @Override
    public String toString() {
      return "Password[user=" + user + "]";
    }
  }

  /**
   * A token that the runtime exchanges for access (a refresh token).
   *
   * @param token the token
   */
  record IdentityToken(String token) implements RegistryAuth {

    /** Checks that it is there. */
    public IdentityToken {
      requireNonNull(token, "token");
    }

    @Override
    public String toString() {
      return "IdentityToken[]";
    }
  }

  /**
   * A token that the registry takes as it is (a bearer token).
   *
   * @param token the token
   */
  record RegistryToken(String token) implements RegistryAuth {

    /** Checks that it is there. */
    public RegistryToken {
      requireNonNull(token, "token");
    }

    @Override
    public String toString() {
      return "RegistryToken[]";
    }
  }
}
