package io.kriterion.it.node;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A node for all tests of one class, registered as a static field: it is started after the host has
 * been looked at and closed before that happens again.
 */
public final class ClassNode implements BeforeAllCallback, AfterAllCallback {

  private final String[] environments;
  private @Nullable TestNode node;

  private ClassNode(String... environments) {
    this.environments = environments.clone();
  }

  /** One with these environments' images in it. */
  public static ClassNode with(String... environments) {
    return new ClassNode(environments);
  }

  /** The node, while the tests run. */
  public TestNode get() {
    if (node == null) {
      throw new AssertionError("no node");
    }
    return node;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws InterruptedException {
    node = TestNode.start(environments);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (node != null) {
      node.close();
    }
  }
}
