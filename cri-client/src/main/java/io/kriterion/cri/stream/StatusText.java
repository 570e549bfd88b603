package io.kriterion.cri.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the exit status that v4 of the stream protocol sends on the error stream: a Kubernetes
 * {@code Status} in JSON.
 */
final class StatusText {

  private static final String NONE = "";

  private String status = NONE;
  private String reason = NONE;
  private String message = NONE;
  private String exitCode = NONE;

  private StatusText() {}

  /** The status of a forwarded connection: no text is success, any text a failure. */
  static ExecStatus ofForward(byte[] text) {
    String message = new String(text, StandardCharsets.UTF_8).strip();
    return message.isEmpty() ? new ExecStatus.Exited(0) : new ExecStatus.Failed(message);
  }

  /**
   * The status of a process.
   *
   * @throws IOException if the text is not a whole, valid status
   */
  static ExecStatus parse(byte[] text) throws IOException {
    StatusText fields = new StatusText();
    try (JsonParser json = new JsonFactory().createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no JSON object");
      }
      fields.readObject(json);
    }
    return fields.toStatus();
  }

  private void readObject(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("details") && value == JsonToken.START_OBJECT) {
        readDetails(json);
      } else if (value == JsonToken.VALUE_STRING) {
        switch (name) {
          case "status" -> status = json.getText();
          case "reason" -> reason = json.getText();
          case "message" -> message = json.getText();
          default -> {}
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private void readDetails(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean causes = json.currentName().equals("causes");
      if (json.nextToken() == JsonToken.START_ARRAY && causes) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          readCause(json);
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private void readCause(JsonParser json) throws IOException {
    String causeReason = NONE;
    String causeMessage = NONE;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        json.skipChildren();
      } else if (name.equals("reason")) {
        causeReason = json.getText();
      } else if (name.equals("message")) {
        causeMessage = json.getText();
      }
    }
    if (causeReason.equals("ExitCode")) {
      exitCode = causeMessage;
    }
  }

  private ExecStatus toStatus() throws IOException {
    if (status.equals("Success")) {
      return new ExecStatus.Exited(0);
    }
    if (!status.equals("Failure")) {
      throw new IOException("it says neither Success nor Failure");
    }
    if (!reason.equals("NonZeroExitCode")) {
      return new ExecStatus.Failed(message.isEmpty() ? reason : message);
    }
    if (!exitCode.matches("-?[0-9]{1,9}")) {
      throw new IOException("it says NonZeroExitCode, but not which");
    }
    return new ExecStatus.Exited(Integer.parseInt(exitCode));
  }
}
