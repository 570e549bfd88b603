package io.kriterion.cri.channel;

import io.kriterion.cri.error.CriErrorCode;
import java.util.List;

/** What containerd means by the texts of its UNKNOWN answers: one row per text. */
final class ContainerdTexts {

  /** A part of a text; {@code rpc} empty means in the answer to any call. */
  private record Row(String rpc, String part, CriErrorCode code) {}

  /* The first row that matches decides. */
  private static final List<Row> ROWS =
      List.of(
          new Row("", "is reserved for", CriErrorCode.NAME_RESERVED),
          new Row("", "no runtime for", CriErrorCode.NO_SUCH_HANDLER),
          new Row("", "binary not installed", CriErrorCode.HANDLER_NOT_INSTALLED),
          new Row("", "cni plugin not initialized", CriErrorCode.NETWORK_NOT_READY),
          new Row("", "cni config uninitialized", CriErrorCode.NETWORK_NOT_READY),
          new Row("", "failed to setup network", CriErrorCode.NETWORK_NOT_READY),
          new Row("", "failed to find network info", CriErrorCode.NETWORK_NOT_READY),
          new Row("PullImage", "failed to parse image reference", CriErrorCode.INVALID_ARGUMENT),
          new Row("", "failed to get sandbox image", CriErrorCode.IMAGE_UNAVAILABLE),
          new Row("PullImage", "", CriErrorCode.IMAGE_UNAVAILABLE),
          new Row("RunPodSandbox", "executable file not found", CriErrorCode.HANDLER_NOT_INSTALLED),
          new Row("RunPodSandbox", "fork/exec", CriErrorCode.HANDLER_NOT_INSTALLED),
          new Row("", "executable file not found", CriErrorCode.COMMAND_NOT_FOUND),
          // crun's words
          new Row("", "executable file `", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("", "open executable: ", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("", "` is not a regular file", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("", "exists but it is not executable", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("StartContainer", "no such file or directory", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("StartContainer", "permission denied", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("StartContainer", "\": is a directory", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("ExecSync", "\": is a directory", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("ExecSync", "no such file or directory", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("ExecSync", "permission denied", CriErrorCode.COMMAND_NOT_FOUND),
          new Row("CreateContainer", "no command specified", CriErrorCode.INVALID_ARGUMENT),
          new Row("CreateContainer", "no users found", CriErrorCode.INVALID_ARGUMENT),
          new Row("RunPodSandbox", "required only one uid mapping", CriErrorCode.INVALID_ARGUMENT),
          new Row("CreateContainer", "no privileged container", CriErrorCode.INVALID_ARGUMENT),
          new Row("CreateContainer", "cannot load seccomp profile", CriErrorCode.INVALID_ARGUMENT),
          new Row("", "is in CONTAINER_", CriErrorCode.WRONG_STATE),
          new Row("", "is not running", CriErrorCode.WRONG_STATE),
          new Row("", "is not in ready state", CriErrorCode.WRONG_STATE),
          new Row("ContainerStats", "unexpected metrics response", CriErrorCode.WRONG_STATE));

  private ContainerdTexts() {}

  static CriErrorCode codeOf(String rpc, String text) {
    for (Row row : ROWS) {
      if ((row.rpc().isEmpty() || row.rpc().equals(rpc)) && text.contains(row.part())) {
        return row.code();
      }
    }
    return CriErrorCode.OTHER;
  }
}
