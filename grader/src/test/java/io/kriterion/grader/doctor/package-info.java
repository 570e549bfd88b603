/** Tests of the doctor's checks, on machines that are made up. */
@org.jspecify.annotations.NullMarked
package io.kriterion.grader.doctor;
