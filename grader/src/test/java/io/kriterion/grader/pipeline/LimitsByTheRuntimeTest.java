package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.fake.CannedAnswer;
import io.kriterion.cri.v1.UpdateContainerResourcesRequest;
import io.kriterion.cri.v1.UpdateContainerResourcesResponse;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A container whose cgroup is not where the node can write it, as that of a virtual machine: the
 * runtime is asked for what the node cannot do. (That runtimes do it is in cri-client's conformance
 * kit.)
 */
@Timeout(60)
class LimitsByTheRuntimeTest extends FakeRuntimeFixture {

  private static final ByteSize LESS = ByteSize.ofMebibytes(24);

  @Test
  void memoryIsLimitedByACallAndOnlyWhenItChanges() throws IOException {
    CannedAnswer update =
        server.answer(
            "UpdateContainerResources", UpdateContainerResourcesResponse.getDefaultInstance());
    try (Sandbox sandbox = Sandbox.create(host(), plan("kata").shape(), Optional.empty())) {
      long made = sandbox.shape().memory().bytes();

      sandbox.limit(8, sandbox.shape().memory());
      assertThat(update.requests).isEmpty();

      sandbox.limit(8, LESS);
      sandbox.limit(9, LESS);
      assertThat(update.requests).hasSize(1);
      UpdateContainerResourcesRequest less =
          (UpdateContainerResourcesRequest) update.requests.getFirst();
      assertThat(less.getContainerId()).isEqualTo(sandbox.containerId().value());
      // kriterion-init has its own share beside the submission's, whatever that is
      long init = less.getLinux().getMemoryLimitInBytes() - LESS.bytes();
      assertThat(init).isBetween(1L << 20, 32L << 20);

      sandbox.limit(8, sandbox.shape().memory());
      UpdateContainerResourcesRequest whole =
          (UpdateContainerResourcesRequest) update.requests.getLast();
      assertThat(whole.getLinux().getMemoryLimitInBytes()).isEqualTo(made + init);
      assertThat(update.requests).hasSize(2);
    }
    assertNothingIsLeft();
  }
}
