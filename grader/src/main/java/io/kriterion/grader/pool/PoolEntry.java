package io.kriterion.grader.pool;

/** What a pool holds: something prepared, for a single use. */
interface PoolEntry {

  /** Whether it can still be used. Blocks for a bounded time. */
  boolean alive();

  /** Throws it away, with all that it consists of. Blocks; never throws. */
  void discard();
}
