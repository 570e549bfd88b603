package io.kriterion.it.host;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test after which something is on this machine that was not there before it, and a class
 * whose own fixtures leave something.
 */
public final class CleanHost
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(CleanHost.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    take(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    take(context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    compare(context);
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    compare(context);
  }

  private static void take(ExtensionContext context) {
    context.getStore(NAMESPACE).put(context.getUniqueId(), HostSnapshot.now());
  }

  private static void compare(ExtensionContext context) throws InterruptedException {
    HostSnapshot before =
        context.getStore(NAMESPACE).get(context.getUniqueId(), HostSnapshot.class);
    if (before == null) {
      throw new AssertionError("no snapshot was taken before " + context.getDisplayName());
    }
    before.assertNothingIsLeft();
  }
}
