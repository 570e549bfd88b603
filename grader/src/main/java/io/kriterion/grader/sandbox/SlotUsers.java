package io.kriterion.grader.sandbox;

import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users that sandboxes run as. Each has one of its own, since the kernel counts a user's
 * processes, pending signals, queues and keys over the whole machine. The numbers are those that
 * systemd's convention leaves to nobody, so no account and no user namespace has them. Safe for
 * many threads; between processes of one machine chance keeps the numbers apart.
 */
final class SlotUsers {

  private static final int FIRST = 0x7000_0000;
  private static final int COUNT = 0x0fff_0000;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

  private SlotUsers() {}

  /** A user that no sandbox of this process has. */
  static int take() {
    while (true) {
      int user = FIRST + RANDOM.nextInt(COUNT);
      if (TAKEN.add(user)) {
        return user;
      }
    }
  }

  static void giveBack(int user) {
    TAKEN.remove(user);
  }
}
