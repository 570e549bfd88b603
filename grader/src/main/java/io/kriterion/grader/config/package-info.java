/** The node's configuration: one YAML file, read, checked and shown. */
@NullMarked
package io.kriterion.grader.config;

import org.jspecify.annotations.NullMarked;
