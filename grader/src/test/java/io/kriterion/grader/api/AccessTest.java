package io.kriterion.grader.api;

import static io.kriterion.grader.api.Statuses.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.kriterion.grader.config.ApiSettings;
import io.kriterion.grader.config.ApiSettings.Scope;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.proto.grader.v1.CancelRequest;
import io.kriterion.proto.grader.v1.DrainRequest;
import io.kriterion.proto.grader.v1.GetPoolRequest;
import io.kriterion.proto.grader.v1.GetQueueRequest;
import io.kriterion.proto.grader.v1.GetRequest;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.GraderGrpc.GraderBlockingStub;
import io.kriterion.proto.grader.v1.ListNodesRequest;
import io.kriterion.proto.grader.v1.ListRequest;
import io.kriterion.proto.grader.v1.OperatorGrpc;
import io.kriterion.proto.grader.v1.PauseRequest;
import io.kriterion.proto.grader.v1.ResumeRequest;
import io.kriterion.proto.grader.v1.Task;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what on the network, over TLS. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before the tests
class AccessTest {

  private static final List<Token> TOKENS =
      List.of(
          new Token("site", "secret of site", Set.of(Scope.SUBMIT, Scope.WATCH), Trust.LOW),
          new Token("other", "secret of other", Set.of(Scope.SUBMIT, Scope.WATCH), Trust.HIGH),
          new Token("writer", "secret of writer", Set.of(Scope.SUBMIT), Trust.NORMAL),
          new Token("reader", "secret of reader", Set.of(Scope.WATCH), Trust.NORMAL),
          new Token("staff", "secret of staff", Set.of(Scope.OPERATE), Trust.NORMAL),
          new Token("nobody", "secret of nobody", Set.of(), Trust.NORMAL));

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
    api = new Api(settings(TOKENS), Api.PATIENCE);
    channel = api.connect(certificate);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private ApiSettings settings(List<Token> tokens) {
    return Api.settings(directory, Optional.of(certificate.tcp()), tokens);
  }

  private Channel as(String name) {
    return ClientInterceptors.intercept(channel, Api.token("secret of " + name));
  }

  private static GraderBlockingStub grader(Channel as) {
    return GraderGrpc.newBlockingStub(as).withDeadlineAfter(Api.PATIENCE);
  }

  /* Every call of both services, about a task of the caller's own. */
  private Map<String, Function<Channel, Object>> calls(String task) {
    Map<String, Function<Channel, Object>> calls = new LinkedHashMap<>();
    calls.put("submit", as -> grader(as).submit(Api.request("again", "task")));
    calls.put("get", as -> grader(as).get(GetRequest.newBuilder().setTask(task).build()));
    calls.put("list", as -> grader(as).list(ListRequest.getDefaultInstance()));
    calls.put(
        "watch", as -> grader(as).watch(WatchRequest.newBuilder().setTask(task).build()).next());
    calls.put("cancel", as -> grader(as).cancel(CancelRequest.newBuilder().setTask(task).build()));
    calls.put(
        "listNodes",
        as -> OperatorGrpc.newBlockingStub(as).listNodes(ListNodesRequest.getDefaultInstance()));
    calls.put(
        "getQueue",
        as -> OperatorGrpc.newBlockingStub(as).getQueue(GetQueueRequest.getDefaultInstance()));
    calls.put(
        "getPool",
        as -> OperatorGrpc.newBlockingStub(as).getPool(GetPoolRequest.getDefaultInstance()));
    calls.put(
        "pause", as -> OperatorGrpc.newBlockingStub(as).pause(PauseRequest.getDefaultInstance()));
    calls.put(
        "resume",
        as -> OperatorGrpc.newBlockingStub(as).resume(ResumeRequest.getDefaultInstance()));
    calls.put(
        "drain", as -> OperatorGrpc.newBlockingStub(as).drain(DrainRequest.getDefaultInstance()));
    return calls;
  }

  private Object call(String task, String rpc, Channel as) {
    return Objects.requireNonNull(calls(task).get(rpc)).apply(as);
  }

  private static Code code(Function<Channel, Object> call, Channel as) {
    try {
      var _ = call.apply(as);
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  @Test
  void everyTokenMayDoWhatItsScopesSay() {
    api.node.endTask();
    Map<String, Set<String>> allowed =
        Map.of(
            "site", Set.of("submit", "get", "list", "watch", "cancel"),
            "writer", Set.of("submit", "cancel"),
            "reader", Set.of("get", "list", "watch"),
            "staff", calls("").keySet(),
            "nobody", Set.of());
    allowed.forEach((name, names) -> {
      String task =
          api.queue.submit(io.kriterion.grader.queue.Tasks.of(name + "/own")).task().value();
      calls(task)
          .forEach((rpc, call) ->
              assertThat(code(call, as(name)))
                  .as(name + " calls " + rpc)
                  .isEqualTo(names.contains(rpc) ? Code.OK : Code.PERMISSION_DENIED));
    });
  }

  @Test
  void whoIsNotKnownMayDoNothing() {
    String task = api.submit("k");
    Metadata basic = new Metadata();
    basic.put(Gate.AUTHORIZATION, "Basic secret of staff");
    Metadata two = new Metadata();
    two.put(Gate.AUTHORIZATION, "Bearer secret of staff");
    two.put(Gate.AUTHORIZATION, "Bearer secret of nowhere");
    List<Channel> strangers =
        List.of(
            channel,
            as("nowhere"),
            ClientInterceptors.intercept(channel, Api.token("")),
            ClientInterceptors.intercept(channel, Api.token("secret of staf")),
            ClientInterceptors.intercept(channel, Api.token("secret of staff and more")),
            ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(basic)),
            ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(two)));
    for (Channel stranger : strangers) {
      calls(task)
          .forEach((rpc, call) ->
              assertThat(code(call, stranger)).as(rpc).isEqualTo(Code.UNAUTHENTICATED));
    }
    assertThat(api.node.status().phase().name()).isEqualTo("READY");
    assertThat(refused(Code.UNAUTHENTICATED, () -> call(task, "get", as("nowhere"))))
        .contains("Bearer")
        .doesNotContain("secret");
  }

  @Test
  void anothersTaskIsOneThatDoesNotExist() {
    String own = grader(as("site")).submit(Api.request("k", "of site")).getTask();
    String others = grader(as("other")).submit(Api.request("k", "of other")).getTask();
    assertThat(others).as("the same key of two owners is two tasks").isNotEqualTo(own);
    String unknown = refused(Code.NOT_FOUND, () -> call("unknown", "get", as("site")));
    for (String rpc : List.of("get", "watch", "cancel")) {
      assertThat(refused(Code.NOT_FOUND, () -> call(others, rpc, as("site"))))
          .as(rpc)
          .isEqualTo(unknown.replace("unknown", others));
    }
    refused(
        Code.NOT_FOUND,
        () -> grader(as("site")).list(ListRequest.newBuilder().setAfter(others).build()));
    assertThat(grader(as("site")).list(ListRequest.getDefaultInstance()).getTasksList())
        .extracting(Task::getTask)
        .containsExactly(own);
    assertThat(grader(as("staff")).list(ListRequest.getDefaultInstance()).getTasksList())
        .extracting(Task::getTask)
        .containsExactly(others, own);
    assertThat(grader(as("staff")).get(GetRequest.newBuilder().setTask(others).build()).getKey())
        .isEqualTo("k");
    assertThat(api.grader().list(ListRequest.getDefaultInstance()).getTasksCount())
        .as("on the socket, too")
        .isEqualTo(2);
  }

  @Test
  void theIntakeLearnsHowFarATokenIsTrusted() {
    assertThat(grader(as("site")).submit(Api.request("k", "task")).getExisted()).isFalse();
    assertThat(api.asked.orElseThrow().owner()).isEqualTo("site");
    assertThat(api.asked.orElseThrow().trust()).isEqualTo(Trust.LOW);
  }

  @Test
  void healthIsToldToEverybodyWhoAsks() {
    for (String service : List.of("", GraderGrpc.SERVICE_NAME, OperatorGrpc.SERVICE_NAME)) {
      assertThat(health(service)).as(service).isEqualTo(ServingStatus.NOT_SERVING);
      api.server.serving(true);
      assertThat(health(service)).as(service).isEqualTo(ServingStatus.SERVING);
      api.server.serving(false);
    }
    refused(Code.NOT_FOUND, () -> health("no.such.Service"));
  }

  @Test
  void toFollowHealthNeedsAToken() {
    for (Channel stranger : List.of(channel, as("nowhere"))) {
      refused(Code.UNAUTHENTICATED, () -> followed(stranger).next());
    }
    for (Channel known : List.of(as("nobody"), api.channel())) {
      Iterator<HealthCheckResponse> states = followed(known);
      assertThat(states.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
      api.server.serving(true);
      assertThat(states.next().getStatus()).isEqualTo(ServingStatus.SERVING);
      api.server.serving(false);
    }
  }

  private static Iterator<HealthCheckResponse> followed(Channel as) {
    return HealthGrpc.newBlockingStub(as)
        .withDeadlineAfter(Api.PATIENCE)
        .watch(HealthCheckRequest.getDefaultInstance());
  }

  private ServingStatus health(String service) {
    HealthCheckResponse response =
        HealthGrpc.newBlockingStub(channel)
            .check(HealthCheckRequest.newBuilder().setService(service).build());
    return response.getStatus();
  }

  @Test
  void reflectionNeedsAToken() throws InterruptedException {
    assertThat(reflected(channel)).contains("UNAUTHENTICATED");
    assertThat(reflected(as("nobody")))
        .contains(GraderGrpc.SERVICE_NAME, OperatorGrpc.SERVICE_NAME, "file_descriptor_proto:");
  }

  private static String reflected(Channel as) throws InterruptedException {
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(as)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse answer) {
                    answers.add(answer.toString());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answers.add(failure.toString());
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    String names = String.valueOf(answers.poll(30, TimeUnit.SECONDS));
    if (names.contains("UNAUTHENTICATED")) {
      return names;
    }
    requests.onNext(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol(GraderGrpc.SERVICE_NAME + ".Submit")
            .build());
    String file = String.valueOf(answers.poll(30, TimeUnit.SECONDS));
    requests.onCompleted();
    return names + file;
  }
}
