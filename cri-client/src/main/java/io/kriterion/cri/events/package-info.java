/**
 * What happens to containers and pod sandboxes, as it happens or as near to it as the runtime
 * allows.
 */
@NullMarked
package io.kriterion.cri.events;

import org.jspecify.annotations.NullMarked;
