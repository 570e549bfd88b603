/**
 * The conformance kit: what this client expects of a CRI runtime, as abstract test classes, one for
 * each group of behaviours. They follow the groups of critest and add what graders depend on.
 * Whoever has a runtime implements {@link io.kriterion.cri.conformance.TestedRuntime} and extends
 * the classes. Needs JUnit Jupiter and AssertJ.
 */
@NullMarked
package io.kriterion.cri.conformance;

import org.jspecify.annotations.NullMarked;
