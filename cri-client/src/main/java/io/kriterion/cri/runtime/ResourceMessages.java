package io.kriterion.cri.runtime;

import io.kriterion.cri.container.Resources;
import io.kriterion.cri.v1.HugepageLimit;
import io.kriterion.cri.v1.LinuxContainerResources;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Limits between our type and CRI's message. */
final class ResourceMessages {

  private ResourceMessages() {}

  static LinuxContainerResources of(Resources resources) {
    LinuxContainerResources.Builder message =
        LinuxContainerResources.newBuilder().putAllUnified(resources.unified());
    resources
        .memoryBytes()
        .ifPresent(bytes -> message.setMemoryLimitInBytes(bytes).setMemorySwapLimitInBytes(bytes));
    resources.memorySwapBytes().ifPresent(message::setMemorySwapLimitInBytes);
    resources.cpuQuota().ifPresent(quota -> message.setCpuQuota(micros(quota)));
    resources.cpuPeriod().ifPresent(period -> message.setCpuPeriod(micros(period)));
    resources.cpuShares().ifPresent(message::setCpuShares);
    resources.cpusetCpus().ifPresent(message::setCpusetCpus);
    resources.cpusetMems().ifPresent(message::setCpusetMems);
    resources.oomScoreAdj().ifPresent(message::setOomScoreAdj);
    resources
        .hugepages()
        .forEach((size, limit) ->
            message.addHugepageLimits(
                HugepageLimit.newBuilder().setPageSize(size).setLimit(limit)));
    return message.build();
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  /** What a runtime reports: a value that says "no limit" is absent. */
  static Resources read(LinuxContainerResources message) {
    Resources.Builder resources = Resources.builder().unified(message.getUnifiedMap());
    long memory = message.getMemoryLimitInBytes();
    if (memory > 0) {
      resources.memoryBytes(memory);
      if (message.getMemorySwapLimitInBytes() > memory) {
        resources.memorySwapBytes(message.getMemorySwapLimitInBytes());
      }
    }
    if (message.getCpuQuota() >= 1000
        && message.getCpuPeriod() >= 1000
        && message.getCpuPeriod() <= 1_000_000) {
      resources.cpuQuota(
          Duration.ofNanos(message.getCpuQuota() * 1000),
          Duration.ofNanos(message.getCpuPeriod() * 1000));
    }
    if (message.getCpuShares() >= 2 && message.getCpuShares() <= 262_144) {
      resources.cpuShares(message.getCpuShares());
    }
    if (!message.getCpusetCpus().isEmpty()) {
      resources.cpusetCpus(message.getCpusetCpus());
    }
    if (!message.getCpusetMems().isEmpty()) {
      resources.cpusetMems(message.getCpusetMems());
    }
    if (message.getOomScoreAdj() != 0
        && message.getOomScoreAdj() >= -1000
        && message.getOomScoreAdj() <= 1000) {
      resources.oomScoreAdj(Math.toIntExact(message.getOomScoreAdj()));
    }
    Map<String, Long> hugepages = new HashMap<>();
    for (HugepageLimit limit : message.getHugepageLimitsList()) {
      if (limit.getLimit() >= 0 && limit.getPageSize().matches("[0-9]+[KMG]B")) {
        hugepages.put(limit.getPageSize(), limit.getLimit());
      }
    }
    return resources.hugepages(hugepages).build();
  }
}
