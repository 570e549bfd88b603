package io.kriterion.grader.init;

import io.kriterion.grader.init.InitSandbox.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** A session of the real kriterion-init for each test of a class that runs in both places. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class SessionFixture {

  @Parameter Place place;
  InitSandbox sandbox;
  InitSession session;

  @BeforeEach
  void start() throws Exception {
    sandbox = InitSandbox.start(place);
    session = sandbox.session();
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }
}
