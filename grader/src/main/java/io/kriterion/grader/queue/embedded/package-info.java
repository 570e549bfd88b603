/** The queue for one machine: a SQLite file, one thread that writes, connections that read. */
@NullMarked
package io.kriterion.grader.queue.embedded;

import org.jspecify.annotations.NullMarked;
