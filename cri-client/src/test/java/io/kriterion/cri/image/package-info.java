/** Tests of images. */
@NullMarked
package io.kriterion.cri.image;

import org.jspecify.annotations.NullMarked;
