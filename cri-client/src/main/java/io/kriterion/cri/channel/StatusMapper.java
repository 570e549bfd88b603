package io.kriterion.cri.channel;

import io.grpc.Status;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a gRPC status becomes an exception, and where it is decided what may be done
 * again. containerd answers most failures with UNKNOWN and a text; the table below reads the texts.
 */
final class StatusMapper {

  /** A text of containerd; {@code rpc} empty means in the answer to any call. */
  private record Text(String rpc, String part, CriErrorCode code) {}

  /* The first row that matches decides. */
  private static final List<Text> TEXTS =
      List.of(
          new Text("", "is reserved for", CriErrorCode.NAME_RESERVED),
          new Text("", "no runtime for", CriErrorCode.NO_SUCH_HANDLER),
          new Text("", "binary not installed", CriErrorCode.HANDLER_NOT_INSTALLED),
          new Text("", "cni plugin not initialized", CriErrorCode.NETWORK_NOT_READY),
          new Text("", "cni config uninitialized", CriErrorCode.NETWORK_NOT_READY),
          new Text("", "failed to setup network", CriErrorCode.NETWORK_NOT_READY),
          new Text("", "failed to find network info", CriErrorCode.NETWORK_NOT_READY),
          new Text("", "failed to get sandbox image", CriErrorCode.IMAGE_UNAVAILABLE),
          new Text("", "failed to pull", CriErrorCode.IMAGE_UNAVAILABLE),
          new Text("", "failed to resolve reference", CriErrorCode.IMAGE_UNAVAILABLE),
          new Text("", "pull access denied", CriErrorCode.IMAGE_UNAVAILABLE),
          new Text("PullImage", "", CriErrorCode.IMAGE_UNAVAILABLE),
          new Text(
              "RunPodSandbox", "executable file not found", CriErrorCode.HANDLER_NOT_INSTALLED),
          new Text("RunPodSandbox", "fork/exec", CriErrorCode.HANDLER_NOT_INSTALLED),
          new Text("", "executable file not found", CriErrorCode.COMMAND_NOT_FOUND),
          new Text("StartContainer", "no such file or directory", CriErrorCode.COMMAND_NOT_FOUND),
          new Text("StartContainer", "permission denied", CriErrorCode.COMMAND_NOT_FOUND),
          new Text("", "is in CONTAINER_", CriErrorCode.WRONG_STATE),
          new Text("", "CONTAINER_EXITED state", CriErrorCode.WRONG_STATE),
          new Text("", "is not running", CriErrorCode.WRONG_STATE),
          new Text("", "is not in ready state", CriErrorCode.WRONG_STATE),
          new Text("", "sandbox container is not", CriErrorCode.WRONG_STATE));

  /* Repeating one of these after it took effect gives the same end. A second Exec only makes a second
   * address that nobody uses. */
  private static final Set<String> REPEATABLE =
      Set.of(
          "Version",
          "Status",
          "StopPodSandbox",
          "RemovePodSandbox",
          "PodSandboxStatus",
          "ListPodSandbox",
          "StopContainer",
          "RemoveContainer",
          "ContainerStatus",
          "ListContainers",
          "Exec",
          "ListImages",
          "ImageStatus",
          "PullImage");

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
          "the runtime does not answer (" + text + "): is it running?",
          REPEATABLE.contains(rpc),
          cause);
    }
    CriErrorCode code = code(rpc, status.getCode(), text);
    boolean retrySafe = REPEATABLE.contains(rpc) || WITHOUT_EFFECT.contains(code);
    return new CriCallException(rpc, object, code, text, retrySafe, cause);
  }

  private static boolean isNoAnswer(Status status) {
    Status.Code code = status.getCode();
    // a status with a cause was made on this side: what came was no answer of a runtime
    return code == Status.Code.UNAVAILABLE
        || (status.getCause() != null
            && (code == Status.Code.INTERNAL || code == Status.Code.UNKNOWN));
  }

  private static CriErrorCode code(String rpc, Status.Code code, String text) {
    return switch (code) {
      case NOT_FOUND ->
          rpc.equals("PullImage") || (rpc.equals("CreateContainer") && text.contains("image"))
              ? CriErrorCode.IMAGE_UNAVAILABLE
              : CriErrorCode.NOT_FOUND;
      case ALREADY_EXISTS -> CriErrorCode.NAME_RESERVED;
      case INVALID_ARGUMENT, OUT_OF_RANGE -> CriErrorCode.INVALID_ARGUMENT;
      case DEADLINE_EXCEEDED -> CriErrorCode.DEADLINE_EXCEEDED;
      case RESOURCE_EXHAUSTED -> CriErrorCode.RESOURCE_EXHAUSTED;
      case UNIMPLEMENTED -> CriErrorCode.UNIMPLEMENTED;
      case CANCELLED -> CriErrorCode.CANCELLED;
      case UNKNOWN, INTERNAL, FAILED_PRECONDITION, PERMISSION_DENIED, UNAUTHENTICATED, ABORTED ->
          codeOf(rpc, text);
      case OK, DATA_LOSS, UNAVAILABLE -> CriErrorCode.OTHER;
    };
  }

  private static CriErrorCode codeOf(String rpc, String text) {
    for (Text row : TEXTS) {
      if ((row.rpc().isEmpty() || row.rpc().equals(rpc)) && text.contains(row.part())) {
        return row.code();
      }
    }
    return CriErrorCode.OTHER;
  }
}
