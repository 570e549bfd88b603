package io.kriterion.grader.api;

import io.kriterion.grader.config.ApiSettings.Scope;
import io.kriterion.grader.runtime.Trust;
import java.util.Set;

/**
 * Who calls.
 *
 * @param name by which tasks belong to somebody; has no slash
 * @param scopes what is allowed
 * @param trust how far its submissions are trusted
 */
record Caller(String name, Set<Scope> scopes, Trust trust) {

  /** Whoever could open the Unix socket. */
  static final Caller LOCAL = new Caller("local", Set.of(Scope.OPERATE), Trust.NORMAL);

  Caller {
    scopes = Set.copyOf(scopes);
  }

  boolean may(Scope scope) {
    return operates() || scopes.contains(scope);
  }

  /** Whether it may do everything, also with others' tasks. */
  boolean operates() {
    return scopes.contains(Scope.OPERATE);
  }

  /** What its tasks' keys begin with in the queue. */
  String prefix() {
    return name + "/";
  }

  /** What the keys begin with of those tasks that it may see. */
  String visiblePrefix() {
    return operates() ? "" : prefix();
  }
}
