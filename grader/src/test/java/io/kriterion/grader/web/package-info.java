/** Tests of the node's pages. */
@org.jspecify.annotations.NullMarked
package io.kriterion.grader.web;
