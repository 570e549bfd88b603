package io.kriterion.grader.pool;

/** What a pool holds: something prepared, for a single use. */
interface PoolEntry {

  /** Whether it is known to have ended. Does not block. */
  boolean ended();

  /** Whether it answers. Blocks for a bounded time. */
  boolean alive();

  /** Throws it away, with all that it consists of. Blocks; never throws. */
  void discard();
}
