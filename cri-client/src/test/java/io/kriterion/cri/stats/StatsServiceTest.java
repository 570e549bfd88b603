package io.kriterion.cri.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.fake.CannedAnswer;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.image.FilesystemUsage;
import io.kriterion.cri.reader.StreamReader;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.sandbox.SandboxState;
import io.kriterion.cri.v1.ContainerAttributes;
import io.kriterion.cri.v1.ContainerMetadata;
import io.kriterion.cri.v1.ContainerMetrics;
import io.kriterion.cri.v1.ContainerStatsFilter;
import io.kriterion.cri.v1.ContainerStatsResponse;
import io.kriterion.cri.v1.FilesystemIdentifier;
import io.kriterion.cri.v1.IoUsage;
import io.kriterion.cri.v1.LinuxPodSandboxStats;
import io.kriterion.cri.v1.ListContainerStatsRequest;
import io.kriterion.cri.v1.ListContainerStatsResponse;
import io.kriterion.cri.v1.ListMetricDescriptorsResponse;
import io.kriterion.cri.v1.ListPodSandboxMetricsResponse;
import io.kriterion.cri.v1.ListPodSandboxStatsRequest;
import io.kriterion.cri.v1.ListPodSandboxStatsResponse;
import io.kriterion.cri.v1.Metric;
import io.kriterion.cri.v1.MetricDescriptor;
import io.kriterion.cri.v1.MetricType;
import io.kriterion.cri.v1.NetworkInterfaceUsage;
import io.kriterion.cri.v1.PodSandboxAttributes;
import io.kriterion.cri.v1.PodSandboxMetadata;
import io.kriterion.cri.v1.PodSandboxMetrics;
import io.kriterion.cri.v1.PodSandboxStatsFilter;
import io.kriterion.cri.v1.PodSandboxStatsResponse;
import io.kriterion.cri.v1.ProcessUsage;
import io.kriterion.cri.v1.PsiData;
import io.kriterion.cri.v1.PsiStats;
import io.kriterion.cri.v1.StreamContainerStatsResponse;
import io.kriterion.cri.v1.StreamPodSandboxMetricsResponse;
import io.kriterion.cri.v1.StreamPodSandboxStatsResponse;
import io.kriterion.cri.v1.UInt64Value;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class StatsServiceTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Instant AT = Instant.ofEpochSecond(0, 5);

  private static final PsiStats PSI =
      PsiStats.newBuilder()
          .setSome(PsiData.newBuilder().setTotal(1).setAvg10(2).setAvg60(3).setAvg300(4))
          .setFull(PsiData.newBuilder().setTotal(5))
          .build();
  private static final Pressure PRESSURE =
      new Pressure(new Pressure.Stall(1, 2, 3, 4), new Pressure.Stall(5, 0, 0, 0));

  private static final io.kriterion.cri.v1.ContainerStats SENT =
      io.kriterion.cri.v1.ContainerStats.newBuilder()
          .setAttributes(
              ContainerAttributes.newBuilder()
                  .setId("c1")
                  .setMetadata(ContainerMetadata.newBuilder().setName("main"))
                  .putLabels("l", "1"))
          .setCpu(
              io.kriterion.cri.v1.CpuUsage.newBuilder()
                  .setTimestamp(5)
                  .setUsageCoreNanoSeconds(value(7))
                  .setUsageNanoCores(value(8))
                  .setPsi(PSI))
          .setMemory(
              io.kriterion.cri.v1.MemoryUsage.newBuilder()
                  .setTimestamp(5)
                  .setWorkingSetBytes(value(1))
                  .setUsageBytes(value(2))
                  .setRssBytes(value(3))
                  .setPageFaults(value(4))
                  .setMajorPageFaults(value(0)))
          .setSwap(
              io.kriterion.cri.v1.SwapUsage.newBuilder()
                  .setTimestamp(5)
                  .setSwapUsageBytes(value(6)))
          .setWritableLayer(
              io.kriterion.cri.v1.FilesystemUsage.newBuilder()
                  .setTimestamp(5)
                  .setFsId(FilesystemIdentifier.newBuilder().setMountpoint("/x"))
                  .setUsedBytes(value(9)))
          .setIo(IoUsage.newBuilder().setPsi(PSI))
          .build();

  private static final ContainerStats MEANT =
      new ContainerStats(
          new ContainerId("c1"),
          "main",
          Map.of("l", "1"),
          Optional.of(
              new CpuUsage(
                  AT, Optional.of(Duration.ofNanos(7)), OptionalLong.of(8), Optional.of(PRESSURE))),
          Optional.of(
              new MemoryUsage(
                  AT,
                  OptionalLong.of(1),
                  OptionalLong.empty(),
                  OptionalLong.of(2),
                  OptionalLong.of(3),
                  OptionalLong.of(4),
                  OptionalLong.of(0),
                  Optional.empty())),
          Optional.of(new SwapUsage(AT, OptionalLong.empty(), OptionalLong.of(6))),
          Optional.of(new FilesystemUsage("/x", AT, 9, OptionalLong.empty())),
          Optional.of(PRESSURE));

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;
  private StatsService stats;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = CriClient.connect(server.socket());
    stats = client.stats();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static UInt64Value value(long value) {
    return UInt64Value.newBuilder().setValue(value).build();
  }

  @Test
  void container() {
    server.answer("ContainerStats", ContainerStatsResponse.newBuilder().setStats(SENT).build());
    assertThat(stats.container(new ContainerId("c1"))).isEqualTo(MEANT);
  }

  @Test
  void whatTheRuntimeDoesNotTellIsAbsent() {
    server.answer(
        "ContainerStats",
        ContainerStatsResponse.newBuilder()
            .setStats(
                io.kriterion.cri.v1.ContainerStats.newBuilder()
                    .setAttributes(ContainerAttributes.newBuilder().setId("c1")))
            .build());
    assertThat(stats.container(new ContainerId("c1")))
        .isEqualTo(
            new ContainerStats(
                new ContainerId("c1"),
                "",
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void containersByFilter() {
    CannedAnswer answer =
        server.answer(
            "ListContainerStats", ListContainerStatsResponse.newBuilder().addStats(SENT).build());
    ContainerFilter filter =
        ContainerFilter.ALL
            .withId(new ContainerId("c1"))
            .withSandbox(new SandboxId("s1"))
            .withLabels(Map.of("l", "1"));
    assertThat(stats.containers(filter)).containsExactly(MEANT);
    assertThat(((ListContainerStatsRequest) answer.requests.getLast()).getFilter())
        .isEqualTo(
            ContainerStatsFilter.newBuilder()
                .setId("c1")
                .setPodSandboxId("s1")
                .putLabelSelector("l", "1")
                .build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stats.containers(ContainerFilter.ALL.withState(ContainerState.EXITED)))
        .withMessageStartingWith("state: EXITED");
    server.answer(
        "StreamContainerStats",
        StreamContainerStatsResponse.newBuilder().addContainerStats(SENT).build());
    try (StreamReader<ContainerStats> reader = stats.streamContainers(filter)) {
      assertThat(reader.next(LONG)).hasValue(MEANT);
    }
  }

  private static final io.kriterion.cri.v1.PodSandboxStats POD =
      io.kriterion.cri.v1.PodSandboxStats.newBuilder()
          .setAttributes(
              PodSandboxAttributes.newBuilder()
                  .setId("s1")
                  .setMetadata(PodSandboxMetadata.newBuilder().setName("pod"))
                  .putLabels("l", "1"))
          .setLinux(
              LinuxPodSandboxStats.newBuilder()
                  .setNetwork(
                      io.kriterion.cri.v1.NetworkUsage.newBuilder()
                          .setDefaultInterface(
                              NetworkInterfaceUsage.newBuilder()
                                  .setName("eth0")
                                  .setRxBytes(value(1))
                                  .setRxErrors(value(2))
                                  .setTxBytes(value(3))
                                  .setTxErrors(value(4)))
                          .addInterfaces(NetworkInterfaceUsage.newBuilder().setName("eth1")))
                  .setProcess(ProcessUsage.newBuilder().setProcessCount(value(5)))
                  .addContainers(SENT))
          .build();

  @Test
  void podSandboxes() {
    PodSandboxStats meant =
        new PodSandboxStats(
            new SandboxId("s1"),
            "pod",
            Map.of("l", "1"),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new NetworkUsage(
                    "eth0",
                    OptionalLong.of(1),
                    OptionalLong.of(2),
                    OptionalLong.of(3),
                    OptionalLong.of(4)),
                new NetworkUsage(
                    "eth1",
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty())),
            OptionalLong.of(5),
            List.of(MEANT));
    server.answer("PodSandboxStats", PodSandboxStatsResponse.newBuilder().setStats(POD).build());
    assertThat(stats.podSandbox(new SandboxId("s1"))).isEqualTo(meant);
    CannedAnswer answer =
        server.answer(
            "ListPodSandboxStats", ListPodSandboxStatsResponse.newBuilder().addStats(POD).build());
    PodSandboxFilter filter =
        PodSandboxFilter.ALL.withId(new SandboxId("s1")).withLabels(Map.of("l", "1"));
    assertThat(stats.podSandboxes(filter)).containsExactly(meant);
    assertThat(((ListPodSandboxStatsRequest) answer.requests.getLast()).getFilter())
        .isEqualTo(
            PodSandboxStatsFilter.newBuilder().setId("s1").putLabelSelector("l", "1").build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stats.podSandboxes(filter.withState(SandboxState.READY)));
    server.answer(
        "StreamPodSandboxStats",
        StreamPodSandboxStatsResponse.newBuilder().addPodSandboxStats(POD).build());
    try (StreamReader<PodSandboxStats> reader = stats.streamPodSandboxes(filter)) {
      assertThat(reader.next(LONG)).hasValue(meant);
    }
  }

  @Test
  void metrics() {
    server.answer(
        "ListMetricDescriptors",
        ListMetricDescriptorsResponse.newBuilder()
            .addDescriptors(
                MetricDescriptor.newBuilder().setName("m").setHelp("h").addLabelKeys("k"))
            .build());
    assertThat(stats.metricDescriptors())
        .containsExactly(new PodMetrics.Descriptor("m", "h", List.of("k")));
    Metric metric =
        Metric.newBuilder()
            .setName("m")
            .setTimestamp(5)
            .setMetricType(MetricType.COUNTER)
            .addLabelValues("v")
            .setValue(value(3))
            .build();
    PodSandboxMetrics sent =
        PodSandboxMetrics.newBuilder()
            .setPodSandboxId("s1")
            .addMetrics(metric)
            .addContainerMetrics(
                ContainerMetrics.newBuilder()
                    .setContainerId("c1")
                    .addMetrics(metric.toBuilder().setMetricType(MetricType.GAUGE)))
            .build();
    PodMetrics meant =
        new PodMetrics(
            new SandboxId("s1"),
            List.of(new PodMetrics.Metric("m", AT, true, List.of("v"), 3)),
            Map.of(
                new ContainerId("c1"),
                List.of(new PodMetrics.Metric("m", AT, false, List.of("v"), 3))));
    server.answer(
        "ListPodSandboxMetrics",
        ListPodSandboxMetricsResponse.newBuilder().addPodMetrics(sent).build());
    assertThat(stats.metrics()).containsExactly(meant);
    server.answer(
        "StreamPodSandboxMetrics",
        StreamPodSandboxMetricsResponse.newBuilder().addPodSandboxMetrics(sent).build());
    try (StreamReader<PodMetrics> reader = stats.streamMetrics()) {
      assertThat(reader.next(LONG)).hasValue(meant);
    }
  }
}
