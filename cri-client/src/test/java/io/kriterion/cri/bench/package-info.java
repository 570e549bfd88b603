/**
 * What the library costs beside the bare protocol, measured on a real runtime by {@link
 * io.kriterion.cri.bench.StreamBench}; no test.
 */
@NullMarked
package io.kriterion.cri.bench;

import org.jspecify.annotations.NullMarked;
