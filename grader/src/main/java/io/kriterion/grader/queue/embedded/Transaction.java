package io.kriterion.grader.queue.embedded;

/**
 * What an operation works with.
 *
 * @param database the connection, within a transaction
 * @param changes whom to tell when it is on disk
 * @param now the store's clock
 * @param wall the wall clock, in milliseconds since 1970
 */
record Transaction(Database database, Signals.Changes changes, long now, long wall) {}
