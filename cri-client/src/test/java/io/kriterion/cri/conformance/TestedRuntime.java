package io.kriterion.cri.conformance;

import io.kriterion.cri.CriClient;
import java.io.IOException;
import java.util.Optional;

/** A runtime that the kit is run against, with one of its handlers. */
public interface TestedRuntime {

  /** The connection that all tests use. Whoever made it closes it. */
  CriClient client();

  /** The runtime handler of every pod. */
  String handler();

  /**
   * The reference of an image that the runtime has, in which {@value Probe#PATH} is the program of
   * {@code probe.c}. Its /etc/passwd has the user {@link Probe#USER}, and its /etc/group makes that
   * user a member of {@link Probe#GROUP_ID}. It says neither an entry point nor a command.
   */
  String image();

  /**
   * Runs a command as root where the runtime's mounts are; what it prints. Asked for where mounts
   * are ({@link Trait#MOUNTS}).
   */
  String onHost(String... command) throws IOException;

  /**
   * Why this runtime is not asked for behaviours of a kind; empty if it is. The reason is printed
   * with every test that is skipped.
   */
  Optional<String> lack(Trait trait);
}
