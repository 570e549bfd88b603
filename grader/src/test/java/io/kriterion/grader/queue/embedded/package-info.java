/** The embedded queue: the kit, and what only it can be asked. */
@org.jspecify.annotations.NullMarked
package io.kriterion.grader.queue.embedded;
