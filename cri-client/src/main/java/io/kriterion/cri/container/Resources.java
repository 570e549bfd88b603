package io.kriterion.cri.container;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a container may use. Immutable; what is absent is not limited. CRI has no limit for
 * processes: that is the cgroup parent's (see {@link
 * io.kriterion.cri.sandbox.PodSandboxSpec.Builder#cgroupParent}).
 */
public final class Resources {

  /** No limits. */
  public static final Resources UNLIMITED = builder().build();

  private final @Nullable Long memoryBytes;
  private final @Nullable Duration cpuQuota;
  private final @Nullable Duration cpuPeriod;
  private final @Nullable Long cpuShares;
  private final @Nullable String cpusetCpus;
  private final @Nullable Integer oomScoreAdj;
  private final Map<String, String> unified;
  private final @Nullable String cpusetMems;
  private final @Nullable Long memorySwapBytes;
  private final Map<String, Long> hugepages;

  private Resources(Builder builder) {
    memoryBytes = builder.memoryBytes;
    cpuQuota = builder.cpuQuota;
    cpuPeriod = builder.cpuPeriod;
    cpuShares = builder.cpuShares;
    cpusetCpus = builder.cpusetCpus;
    oomScoreAdj = builder.oomScoreAdj;
    unified = builder.unified;
    cpusetMems = builder.cpusetMems;
    memorySwapBytes = builder.memorySwapBytes;
    hugepages = builder.hugepages;
  }

  /** Starts without limits. */
  public static Builder builder() {
    return new Builder();
  }

  /** Memory in bytes; it holds for memory and swap together unless {@link #memorySwapBytes} is. */
  public OptionalLong memoryBytes() {
    return memoryBytes == null ? OptionalLong.empty() : OptionalLong.of(memoryBytes);
  }

  /** CPU time per {@link #cpuPeriod}. */
  public Optional<Duration> cpuQuota() {
    return Optional.ofNullable(cpuQuota);
  }

  /** The period of {@link #cpuQuota}; present exactly when that is. */
  public Optional<Duration> cpuPeriod() {
    return Optional.ofNullable(cpuPeriod);
  }

  /** The weight against other containers when the CPUs are busy, 1024 being the usual one. */
  public OptionalLong cpuShares() {
    return cpuShares == null ? OptionalLong.empty() : OptionalLong.of(cpuShares);
  }

  /** The CPUs it may run on, in the kernel's list format ({@code 0-1,3}). */
  public Optional<String> cpusetCpus() {
    return Optional.ofNullable(cpusetCpus);
  }

  /** How early the kernel kills it when the machine's memory is full, -1000..1000. */
  public OptionalInt oomScoreAdj() {
    return oomScoreAdj == null ? OptionalInt.empty() : OptionalInt.of(oomScoreAdj);
  }

  /** cgroup v2 files and their contents. With cgroup v1 the container does not start. */
  public Map<String, String> unified() {
    return unified;
  }

  /** The memory nodes it may use, in the kernel's list format. */
  public Optional<String> cpusetMems() {
    return Optional.ofNullable(cpusetMems);
  }

  /** Memory and swap together in bytes, where swap is allowed at all. */
  public OptionalLong memorySwapBytes() {
    return memorySwapBytes == null ? OptionalLong.empty() : OptionalLong.of(memorySwapBytes);
  }

  /** Bytes in huge pages, by their size as the kernel writes it ({@code 2MB}). */
  public Map<String, Long> hugepages() {
    return hugepages;
  }

  /** Collects limits. Not thread-safe. */
  public static final class Builder {

    private @Nullable Long memoryBytes;
    private @Nullable Duration cpuQuota;
    private @Nullable Duration cpuPeriod;
    private @Nullable Long cpuShares;
    private @Nullable String cpusetCpus;
    private @Nullable Integer oomScoreAdj;
    private Map<String, String> unified = Map.of();
    private @Nullable String cpusetMems;
    private @Nullable Long memorySwapBytes;
    private Map<String, Long> hugepages = Map.of();

    private Builder() {}

    /** Memory and swap together, in bytes, more than 0. */
    @CanIgnoreReturnValue
    public Builder memoryBytes(long memoryBytes) {
      this.memoryBytes = positive("memoryBytes", memoryBytes);
      return this;
    }

    /**
     * CPU time per period: twice the period is two CPUs.
     *
     * @param quota 1 ms or more
     * @param period 1 ms to 1 s; the kernel's usual one is 100 ms
     */
    @CanIgnoreReturnValue
    public Builder cpuQuota(Duration quota, Duration period) {
      if (quota.compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException("cpuQuota: " + quota + " (expected: 1 ms or more)");
      }
      if (period.compareTo(Duration.ofMillis(1)) < 0
          || period.compareTo(Duration.ofSeconds(1)) > 0) {
        throw new IllegalArgumentException("cpuPeriod: " + period + " (expected: 1 ms..1 s)");
      }
      this.cpuQuota = quota;
      this.cpuPeriod = period;
      return this;
    }

    /** The weight against other containers, 2..262144. */
    @CanIgnoreReturnValue
    public Builder cpuShares(long cpuShares) {
      if (cpuShares < 2 || cpuShares > 262_144) {
        throw new IllegalArgumentException("cpuShares: " + cpuShares + " (expected: 2..262144)");
      }
      this.cpuShares = cpuShares;
      return this;
    }

    /** The CPUs it may run on, in the kernel's list format ({@code 0-1,3}). */
    @CanIgnoreReturnValue
    public Builder cpusetCpus(String cpusetCpus) {
      this.cpusetCpus = list("cpusetCpus", cpusetCpus);
      return this;
    }

    /** The memory nodes it may use, in the kernel's list format ({@code 0-1,3}). */
    @CanIgnoreReturnValue
    public Builder cpusetMems(String cpusetMems) {
      this.cpusetMems = list("cpusetMems", cpusetMems);
      return this;
    }

    /** Allows swap: memory and swap together, in bytes, more than 0 and no less than memory. */
    @CanIgnoreReturnValue
    public Builder memorySwapBytes(long memorySwapBytes) {
      this.memorySwapBytes = positive("memorySwapBytes", memorySwapBytes);
      return this;
    }

    /**
     * Bytes in huge pages.
     *
     * @param hugepages limits by page size as the kernel writes it ({@code 2MB}, {@code 1GB})
     */
    @CanIgnoreReturnValue
    public Builder hugepages(Map<String, Long> hugepages) {
      hugepages.forEach((size, limit) -> {
        if (!size.matches("[0-9]+[KMG]B") || limit < 0) {
          throw new IllegalArgumentException(
              "hugepages: " + size + "=" + limit + " (expected: a size like 2MB, 0 or more)");
        }
      });
      this.hugepages = Map.copyOf(hugepages);
      return this;
    }

    /** How early the kernel kills it when the machine's memory is full, -1000..1000. */
    @CanIgnoreReturnValue
    public Builder oomScoreAdj(int oomScoreAdj) {
      if (oomScoreAdj < -1000 || oomScoreAdj > 1000) {
        throw new IllegalArgumentException(
            "oomScoreAdj: " + oomScoreAdj + " (expected: -1000..1000)");
      }
      this.oomScoreAdj = oomScoreAdj;
      return this;
    }

    /** cgroup v2 files and their contents, for example {@code memory.oom.group} to {@code 1}. */
    @CanIgnoreReturnValue
    public Builder unified(Map<String, String> unified) {
      this.unified = Map.copyOf(unified);
      return this;
    }

    /**
     * The finished limits.
     *
     * @throws IllegalArgumentException if there is less of memory and swap than of memory
     */
    public Resources build() {
      if (memorySwapBytes != null && (memoryBytes == null || memorySwapBytes < memoryBytes)) {
        throw new IllegalArgumentException(
            "memorySwapBytes: " + memorySwapBytes + " (expected: memoryBytes or more)");
      }
      return new Resources(this);
    }

    private static String list(String what, String value) {
      if (!value.matches("[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*")) {
        throw new IllegalArgumentException(
            what + ": \"" + value + "\" (expected: a list like 0-1,3)");
      }
      return value;
    }

    private static long positive(String what, long value) {
      if (value <= 0) {
        throw new IllegalArgumentException(what + ": " + value + " (expected: more than 0)");
      }
      return value;
    }
  }
}
