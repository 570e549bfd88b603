package io.kriterion.cri.stats;

import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.image.FilesystemUsage;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.ContainerMetrics;
import io.kriterion.cri.v1.ContainerStatsFilter;
import io.kriterion.cri.v1.LinuxPodSandboxStats;
import io.kriterion.cri.v1.Metric;
import io.kriterion.cri.v1.MetricDescriptor;
import io.kriterion.cri.v1.MetricType;
import io.kriterion.cri.v1.NetworkInterfaceUsage;
import io.kriterion.cri.v1.PodSandboxMetrics;
import io.kriterion.cri.v1.PodSandboxStatsFilter;
import io.kriterion.cri.v1.PsiData;
import io.kriterion.cri.v1.PsiStats;
import io.kriterion.cri.v1.UInt64Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Statistics from CRI's messages. */
final class StatsMessages {

  private StatsMessages() {}

  static ContainerStatsFilter filter(ContainerFilter filter) {
    if (filter.state().isPresent()) {
      throw new IllegalArgumentException(
          "state: "
              + filter.state().get()
              + " (expected: none, only running ones have statistics)");
    }
    ContainerStatsFilter.Builder message =
        ContainerStatsFilter.newBuilder().putAllLabelSelector(filter.labels());
    filter.id().ifPresent(id -> message.setId(id.value()));
    filter.sandbox().ifPresent(sandbox -> message.setPodSandboxId(sandbox.value()));
    return message.build();
  }

  static PodSandboxStatsFilter filter(PodSandboxFilter filter) {
    if (filter.state().isPresent()) {
      throw new IllegalArgumentException(
          "state: " + filter.state().get() + " (expected: none, only ready ones have statistics)");
    }
    PodSandboxStatsFilter.Builder message =
        PodSandboxStatsFilter.newBuilder().putAllLabelSelector(filter.labels());
    filter.id().ifPresent(id -> message.setId(id.value()));
    return message.build();
  }

  static ContainerStats container(io.kriterion.cri.v1.ContainerStats stats) {
    return new ContainerStats(
        new ContainerId(stats.getAttributes().getId()),
        stats.getAttributes().getMetadata().getName(),
        stats.getAttributes().getLabelsMap(),
        stats.hasCpu() ? Optional.of(cpu(stats.getCpu())) : Optional.empty(),
        stats.hasMemory() ? Optional.of(memory(stats.getMemory())) : Optional.empty(),
        stats.hasSwap() ? Optional.of(swap(stats.getSwap())) : Optional.empty(),
        stats.hasWritableLayer() ? Optional.of(layer(stats)) : Optional.empty(),
        stats.getIo().hasPsi() ? Optional.of(pressure(stats.getIo().getPsi())) : Optional.empty());
  }

  private static SwapUsage swap(io.kriterion.cri.v1.SwapUsage swap) {
    return new SwapUsage(
        at(swap.getTimestamp()),
        value(swap.hasSwapAvailableBytes(), swap.getSwapAvailableBytes()),
        value(swap.hasSwapUsageBytes(), swap.getSwapUsageBytes()));
  }

  private static FilesystemUsage layer(io.kriterion.cri.v1.ContainerStats stats) {
    io.kriterion.cri.v1.FilesystemUsage layer = stats.getWritableLayer();
    return new FilesystemUsage(
        layer.getFsId().getMountpoint(),
        at(layer.getTimestamp()),
        layer.getUsedBytes().getValue(),
        value(layer.hasInodesUsed(), layer.getInodesUsed()));
  }

  static PodSandboxStats pod(io.kriterion.cri.v1.PodSandboxStats stats) {
    LinuxPodSandboxStats linux = stats.getLinux();
    List<NetworkUsage> networks = new ArrayList<>();
    if (linux.getNetwork().hasDefaultInterface()) {
      networks.add(network(linux.getNetwork().getDefaultInterface()));
    }
    linux.getNetwork().getInterfacesList().forEach(one -> networks.add(network(one)));
    return new PodSandboxStats(
        new SandboxId(stats.getAttributes().getId()),
        stats.getAttributes().getMetadata().getName(),
        stats.getAttributes().getLabelsMap(),
        linux.hasCpu() ? Optional.of(cpu(linux.getCpu())) : Optional.empty(),
        linux.hasMemory() ? Optional.of(memory(linux.getMemory())) : Optional.empty(),
        networks,
        value(linux.getProcess().hasProcessCount(), linux.getProcess().getProcessCount()),
        linux.getContainersList().stream().map(StatsMessages::container).toList());
  }

  private static NetworkUsage network(NetworkInterfaceUsage usage) {
    return new NetworkUsage(
        usage.getName(),
        value(usage.hasRxBytes(), usage.getRxBytes()),
        value(usage.hasRxErrors(), usage.getRxErrors()),
        value(usage.hasTxBytes(), usage.getTxBytes()),
        value(usage.hasTxErrors(), usage.getTxErrors()));
  }

  private static CpuUsage cpu(io.kriterion.cri.v1.CpuUsage cpu) {
    return new CpuUsage(
        at(cpu.getTimestamp()),
        cpu.hasUsageCoreNanoSeconds()
            ? Optional.of(Duration.ofNanos(cpu.getUsageCoreNanoSeconds().getValue()))
            : Optional.empty(),
        value(cpu.hasUsageNanoCores(), cpu.getUsageNanoCores()),
        cpu.hasPsi() ? Optional.of(pressure(cpu.getPsi())) : Optional.empty());
  }

  private static MemoryUsage memory(io.kriterion.cri.v1.MemoryUsage memory) {
    return new MemoryUsage(
        at(memory.getTimestamp()),
        value(memory.hasWorkingSetBytes(), memory.getWorkingSetBytes()),
        value(memory.hasAvailableBytes(), memory.getAvailableBytes()),
        value(memory.hasUsageBytes(), memory.getUsageBytes()),
        value(memory.hasRssBytes(), memory.getRssBytes()),
        value(memory.hasPageFaults(), memory.getPageFaults()),
        value(memory.hasMajorPageFaults(), memory.getMajorPageFaults()),
        memory.hasPsi() ? Optional.of(pressure(memory.getPsi())) : Optional.empty());
  }

  private static Pressure pressure(PsiStats psi) {
    return new Pressure(stall(psi.getSome()), stall(psi.getFull()));
  }

  private static Pressure.Stall stall(PsiData data) {
    return new Pressure.Stall(data.getTotal(), data.getAvg10(), data.getAvg60(), data.getAvg300());
  }

  static PodMetrics.Descriptor descriptor(MetricDescriptor descriptor) {
    return new PodMetrics.Descriptor(
        descriptor.getName(), descriptor.getHelp(), descriptor.getLabelKeysList());
  }

  static PodMetrics metrics(PodSandboxMetrics metrics) {
    Map<ContainerId, List<PodMetrics.Metric>> containers = new HashMap<>();
    for (ContainerMetrics container : metrics.getContainerMetricsList()) {
      containers.put(
          new ContainerId(container.getContainerId()),
          container.getMetricsList().stream().map(StatsMessages::metric).toList());
    }
    return new PodMetrics(
        new SandboxId(metrics.getPodSandboxId()),
        metrics.getMetricsList().stream().map(StatsMessages::metric).toList(),
        containers);
  }

  private static PodMetrics.Metric metric(Metric metric) {
    return new PodMetrics.Metric(
        metric.getName(),
        at(metric.getTimestamp()),
        metric.getMetricType() == MetricType.COUNTER,
        metric.getLabelValuesList(),
        metric.getValue().getValue());
  }

  private static Instant at(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  private static OptionalLong value(boolean present, UInt64Value value) {
    return present ? OptionalLong.of(value.getValue()) : OptionalLong.empty();
  }
}
