package io.kriterion.cri.runtime;

import io.kriterion.cri.v1.RuntimeCondition;
import io.kriterion.cri.v1.StatusResponse;
import java.util.ArrayList;
import java.util.List;

/** What a runtime says of itself, from CRI's messages. */
final class StatusMessages {

  private StatusMessages() {}

  static RuntimeStatus status(StatusResponse answer) {
    boolean runtimeReady = false;
    boolean networkReady = false;
    List<String> complaints = new ArrayList<>();
    for (RuntimeCondition condition : answer.getStatus().getConditionsList()) {
      runtimeReady |= condition.getType().equals("RuntimeReady") && condition.getStatus();
      networkReady |= condition.getType().equals("NetworkReady") && condition.getStatus();
      if (!condition.getStatus()) {
        complaints.add(
            condition.getType() + ": " + condition.getReason() + ": " + condition.getMessage());
      }
    }
    return new RuntimeStatus(
        runtimeReady,
        networkReady,
        String.join("; ", complaints),
        HandlerNames.of(answer),
        answer.getInfoMap());
  }
}
