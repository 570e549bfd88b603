/** CRI's ImageService: which images the runtime has, and how it gets more. */
@NullMarked
package io.kriterion.cri.image;

import org.jspecify.annotations.NullMarked;
