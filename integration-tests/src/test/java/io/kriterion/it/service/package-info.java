/** The node as a service: the command runs, tasks come by the API, and things go wrong. */
@NullMarked
package io.kriterion.it.service;

import org.jspecify.annotations.NullMarked;
