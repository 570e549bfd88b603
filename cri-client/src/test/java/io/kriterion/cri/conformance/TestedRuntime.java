package io.kriterion.cri.conformance;

import io.kriterion.cri.CriClient;
import java.util.Optional;

/** A runtime that the kit is run against, with one of its handlers. */
public interface TestedRuntime {

  /** The connection that all tests use. Whoever made it closes it. */
  CriClient client();

  /** The runtime handler of every pod. */
  String handler();

  /**
   * The reference of an image that the runtime has, in which {@value Probe#PATH} is the program of
   * {@code probe.c} and nothing else is needed.
   */
  String image();

  /**
   * Why this runtime is not asked for behaviours of a kind; empty if it is. The reason is printed
   * with every test that is skipped.
   */
  Optional<String> lack(Trait trait);
}
