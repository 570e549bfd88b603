package io.kriterion.cri.channel;

import io.grpc.Status;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.RuntimeAnswer;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a gRPC status becomes an exception, and where it is decided what may be done
 * again. containerd answers most failures with UNKNOWN and a text: {@link ContainerdTexts} reads
 * it.
 */
final class StatusMapper {

  /* Repeating one of these after it took effect gives the same end. A second Exec, Attach
   * or PortForward only makes a second address that nobody uses. */
  private static final Set<String> REPEATABLE =
      Set.of(
          "Version",
          "Status",
          "RuntimeConfig",
          "UpdateRuntimeConfig",
          "StopPodSandbox",
          "RemovePodSandbox",
          "PodSandboxStatus",
          "ListPodSandbox",
          "StopContainer",
          "RemoveContainer",
          "ContainerStatus",
          "ListContainers",
          "UpdateContainerResources",
          "UpdatePodSandboxResources",
          "ReopenContainerLog",
          "Exec",
          "Attach",
          "PortForward",
          "ContainerStats",
          "ListContainerStats",
          "PodSandboxStats",
          "ListPodSandboxStats",
          "ListMetricDescriptors",
          "ListPodSandboxMetrics",
          "GetContainerEvents",
          "StreamPodSandboxes",
          "StreamContainers",
          "StreamContainerStats",
          "StreamPodSandboxStats",
          "StreamPodSandboxMetrics",
          "ListImages",
          "StreamImages",
          "ImageStatus",
          "PullImage",
          "RemoveImage",
          "ImageFsInfo");

  /* The runtime refuses with these before it changes anything. */
  private static final Set<CriErrorCode> WITHOUT_EFFECT =
      EnumSet.of(
          CriErrorCode.NOT_FOUND,
          CriErrorCode.NAME_RESERVED,
          CriErrorCode.NO_SUCH_HANDLER,
          CriErrorCode.INVALID_ARGUMENT,
          CriErrorCode.UNIMPLEMENTED,
          CriErrorCode.IMAGE_UNAVAILABLE,
          CriErrorCode.WRONG_STATE);

  /* gRPC's words for calls that were opened, or waited for their turn, on a connection that the
   * runtime had given up. */
  private static final List<String> UNSENT =
      List.of(
          "closed unsent stream",
          "closed buffered stream",
          "Connection closed while stream is buffered");

  private StatusMapper() {}

  /**
   * The exception for a failed call.
   *
   * @param rpc the call's name in the CRI
   * @param object what it was about
   */
  static CriException map(String rpc, @Nullable String object, Status status, Throwable cause) {
    String text = status.getDescription();
    if (text == null) {
      text = status.getCode().toString();
    }
    if (isNoAnswer(status)) {
      return new CriConnectionException(
          rpc,
          object,
          "the runtime does not answer (" + text + "): is it running?",
          isRepeatable(rpc) || wasNeverSent(status),
          cause);
    }
    CriErrorCode code = code(rpc, status.getCode(), text);
    boolean retrySafe = isRepeatable(rpc) || WITHOUT_EFFECT.contains(code);
    RuntimeAnswer answer = new RuntimeAnswer(status.getCode().name(), text);
    return new CriCallException(rpc, object, code, answer, retrySafe, cause);
  }

  /** Whether making the call again after it took effect gives the same end. */
  static boolean isRepeatable(String rpc) {
    return REPEATABLE.contains(rpc);
  }

  /* Nobody was there to take the connection, or it ended before the call's turn had come: nobody
   * can have taken the call. */
  private static boolean wasNeverSent(Status status) {
    String words = String.valueOf(status.getDescription());
    if (UNSENT.stream().anyMatch(words::contains)) {
      return true;
    }
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof NoSuchFileException) {
        return true;
      }
      String text = String.valueOf(cause.getMessage());
      if (text.contains("Connection refused") || text.contains("No such file or directory")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNoAnswer(Status status) {
    Status.Code code = status.getCode();
    String text = String.valueOf(status.getDescription());
    // a status with a cause was made on this side: what came was no answer of a runtime. A server
    // that is shut down resets its calls, which gRPC reads as a cancellation.
    return code == Status.Code.UNAVAILABLE
        || (code == Status.Code.CANCELLED && text.startsWith("RST_STREAM closed stream"))
        || (status.getCause() != null
            && (code == Status.Code.INTERNAL || code == Status.Code.UNKNOWN));
  }

  private static CriErrorCode code(String rpc, Status.Code code, String text) {
    return switch (code) {
      case NOT_FOUND -> missing(rpc, text);
      case ALREADY_EXISTS -> CriErrorCode.NAME_RESERVED;
      case INVALID_ARGUMENT, OUT_OF_RANGE -> CriErrorCode.INVALID_ARGUMENT;
      case DEADLINE_EXCEEDED -> CriErrorCode.DEADLINE_EXCEEDED;
      case RESOURCE_EXHAUSTED -> CriErrorCode.RESOURCE_EXHAUSTED;
      case UNIMPLEMENTED -> CriErrorCode.UNIMPLEMENTED;
      case CANCELLED -> CriErrorCode.CANCELLED;
      case UNKNOWN, INTERNAL, FAILED_PRECONDITION, PERMISSION_DENIED, UNAUTHENTICATED, ABORTED ->
          ContainerdTexts.codeOf(rpc, text);
      case OK, DATA_LOSS, UNAVAILABLE -> CriErrorCode.OTHER;
    };
  }

  private static CriErrorCode missing(String rpc, String text) {
    if (rpc.equals("PullImage")
        || (rpc.equals("CreateContainer") && text.contains("failed to resolve image"))) {
      return CriErrorCode.IMAGE_UNAVAILABLE;
    }
    // what is not found is the process of a sandbox that has been stopped
    return text.contains("no running task found")
        ? CriErrorCode.WRONG_STATE
        : CriErrorCode.NOT_FOUND;
  }
}
