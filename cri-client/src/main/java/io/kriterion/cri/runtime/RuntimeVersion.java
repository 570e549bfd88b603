package io.kriterion.cri.runtime;

/**
 * Who answers on the socket.
 *
 * @param name the runtime, for example {@code containerd}
 * @param version its version as it writes it
 * @param apiVersion the CRI version it speaks, for example {@code v1}
 */
public record RuntimeVersion(String name, String version, String apiVersion) {}
