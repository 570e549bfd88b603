/** What {@code kriterion doctor} looks at: whether this machine can grade, a class per check. */
@NullMarked
package io.kriterion.grader.doctor;

import org.jspecify.annotations.NullMarked;
