package io.kriterion.grader.api;

import static io.kriterion.grader.api.Statuses.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.kriterion.grader.config.ApiSettings.Scope;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.GraderGrpc.GraderBlockingStub;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.SubmitResponse;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever takes as much as may keeps out nobody else, and has it again when it was given back. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before the tests
class BudgetTest {

  private static final int WATCHERS = 6;
  private static final int OF_ONE = 3;

  /* Of the 8 MiB that there are it fits in three times, and once in the half. */
  private static final int LARGE = 5 << 19;

  /* Enough for a call to begin. */
  private static final Duration A_WHILE = Duration.ofSeconds(10);

  @TempDir private static Path keys;
  private static TestCertificate certificate;

  @TempDir private Path directory;
  private Api api;
  private ManagedChannel channel;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = TestCertificate.make(keys, "node", "EC");
  }

  @BeforeEach
  void open() throws Exception {
    api =
        new Api(
            Api.settings(
                directory, Optional.of(certificate.tcp()), List.of(token("site"), token("other"))),
            Duration.ofHours(1), // no request is late
            Lifetime.USUAL,
            new Watchers(WATCHERS));
    channel = api.connect(certificate);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static Token token(String name) {
    return new Token(name, "secret of " + name, Set.of(Scope.SUBMIT, Scope.WATCH), Trust.NORMAL);
  }

  private static Channel as(String name, ManagedChannel over) {
    return ClientInterceptors.intercept(over, Api.token("secret of " + name));
  }

  private static GraderBlockingStub grader(Channel as) {
    return GraderGrpc.newBlockingStub(as).withDeadlineAfter(Api.PATIENCE);
  }

  private static String submitted(Channel as) {
    return grader(as).submit(Api.request("k", "task")).getTask();
  }

  /* A watch that has begun. */
  private static Iterator<TaskEvent> watch(GraderBlockingStub as, String task) {
    Iterator<TaskEvent> events = as.watch(WatchRequest.newBuilder().setTask(task).build());
    assertThat(events.next().getSeq()).isZero();
    return events;
  }

  private static void watchAll(Channel as, String task) {
    for (int i = 0; i < OF_ONE; i++) {
      watch(grader(as), task);
    }
  }

  private static String refusedWatch(Channel as, String task) {
    return refused(Code.RESOURCE_EXHAUSTED, () -> watch(grader(as), task));
  }

  private static SubmitRequest large(String key) {
    return SubmitRequest.newBuilder()
        .setKey(key)
        .setTask(ByteString.copyFrom(new byte[LARGE]))
        .build();
  }

  private static SubmitResponse submitLarge(Channel as) {
    return grader(as).submit(large("large"));
  }

  /* Sends its message, but does not say that this was all. */
  private ClientCall<SubmitRequest, SubmitResponse> unended(
      Channel as, CallOptions options, BlockingQueue<Status> ended) throws InterruptedException {
    long before = api.budget.used();
    ClientCall<SubmitRequest, SubmitResponse> call =
        as.newCall(GraderGrpc.getSubmitMethod(), options);
    Statuses.start(call, ended);
    call.sendMessage(large("unended"));
    assertThat(Poll.until(() -> api.budget.used() >= before + LARGE, Api.PATIENCE))
        .as("has come")
        .isTrue();
    return call;
  }

  @Test
  void oneCallerHasHalfOfTheWatchersAndTheOthersTheRest() {
    Channel site = as("site", channel);
    Channel other = as("other", channel);
    String of = submitted(site);
    String ofOther = submitted(other);
    watchAll(site, of);

    assertThat(refusedWatch(site, of)).contains("site has 3 calls of Watch open", "close some");
    watchAll(other, ofOther);
    assertThat(refusedWatch(other, ofOther)).contains("other has 3 calls of Watch open");
    assertThat(refusedWatch(api.channel(), of)).startsWith("6 calls of Watch are open");
  }

  @Test
  void whoeverHasTheSocketIsOneCaller() {
    String task = api.submit("k");
    watchAll(api.channel(), task);

    assertThat(refusedWatch(api.connect(api.socket), task)).startsWith("local has 3 calls");
    Channel site = as("site", channel);
    watchAll(site, submitted(site));
  }

  @Test
  void aWatchThatEndedIsNotCountedHoweverItEnded() throws Exception {
    ManagedChannel vanishing = api.connect(certificate);
    Channel site = as("site", channel);
    String task = submitted(site);
    watch(grader(as("site", vanishing)), task);
    Context.CancellableContext cancelled = Context.current().withCancellation();
    cancelled.run(() -> watch(grader(site), task));
    Iterator<TaskEvent> late =
        watch(
            GraderGrpc.newBlockingStub(site)
                .withDeadlineAfter(A_WHILE.toMillis(), TimeUnit.MILLISECONDS),
            task);
    assertThat(refusedWatch(site, task)).contains("site has 3");

    vanishing.shutdownNow();
    cancelled.cancel(null);
    refused(Code.DEADLINE_EXCEEDED, late::next);
    assertThat(api.server.watchers().awaitNone(Api.PATIENCE)).isTrue();
    watchAll(site, task);
    assertThat(refusedWatch(site, task)).contains("site has 3");

    api.queue.cancel(new TaskId(task), "enough");
    assertThat(api.server.watchers().awaitNone(Api.PATIENCE)).isTrue();
    watchAll(as("site", api.connect(certificate)), submitted(site));
  }

  @Test
  void oneCallersRequestsHaveHalfOfTheMemoryAndTheOthersTheRest() throws Exception {
    BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    Channel site = as("site", channel);
    Channel other = as("other", channel);
    unended(site, CallOptions.DEFAULT, ended);

    assertThat(refused(Code.RESOURCE_EXHAUSTED, () -> submitLarge(site)))
        .contains("too many large requests of site");
    assertThat(submitted(site)).as("a small one").isNotEmpty();
    assertThat(submitLarge(other).getExisted()).isFalse();
    assertThat(submitLarge(api.channel()).getExisted()).isFalse();
    assertThat(ended).as("what was there goes on").isEmpty();
  }

  @Test
  void whatAllRequestsHaveTogetherIsBounded() throws Exception {
    BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    Channel other = as("other", channel);
    unended(as("site", channel), CallOptions.DEFAULT, ended);
    unended(other, CallOptions.DEFAULT, ended);
    api.budget.take("a third", LARGE);

    assertThat(refused(Code.RESOURCE_EXHAUSTED, () -> submitLarge(api.channel())))
        .contains("too many large requests at a time");
    assertThat(api.submit("small")).isNotEmpty();
    assertThat(ended).as("what was there goes on").isEmpty();
    api.budget.giveBack("a third", LARGE);
    assertThat(submitLarge(api.channel()).getExisted()).isFalse();
  }

  @Test
  void aRequestThatEndedIsNotCountedHoweverItEnded() throws Exception {
    BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    Channel site = as("site", channel);
    ManagedChannel vanishing = api.connect(certificate);
    unended(as("site", vanishing), CallOptions.DEFAULT, ended);
    vanishing.shutdownNow();
    awaitNothingUsed();
    unended(site, CallOptions.DEFAULT, ended).cancel("enough", null);
    awaitNothingUsed();
    unended(
        site,
        CallOptions.DEFAULT.withDeadlineAfter(A_WHILE.toMillis(), TimeUnit.MILLISECONDS),
        ended);
    awaitNothingUsed();

    assertThat(submitLarge(site).getExisted()).as("one that is answered").isFalse();
    awaitNothingUsed();
    unended(site, CallOptions.DEFAULT, ended);
    assertThat(refused(Code.RESOURCE_EXHAUSTED, () -> submitLarge(site))).contains("of site");
  }

  @Test
  void oneCallersTasksHaveHalfOfTheRoomInTheQueueAndTheOthersTheRest() {
    Channel site = as("site", channel);
    int most = Api.MOST_QUEUED / 2;
    for (int i = 0; i < most; i++) {
      assertThat(grader(site).submit(Api.request("k" + i, "task")).getExisted()).isFalse();
    }

    assertThat(refused(Code.RESOURCE_EXHAUSTED, () -> submitted(site)))
        .contains("as many tasks of site wait as may of one (" + most + ")");
    assertThat(grader(site).submit(Api.request("k0", "task")).getExisted()).isTrue();
    assertThat(submitted(as("other", channel))).isNotEmpty();
    assertThat(api.submit("k")).isNotEmpty();
  }

  private void awaitNothingUsed() throws InterruptedException {
    assertThat(Poll.until(() -> api.budget.used() == 0, Api.PATIENCE)).isTrue();
  }
}
