@NullMarked
package io.kriterion.grader.config;

import org.jspecify.annotations.NullMarked;
