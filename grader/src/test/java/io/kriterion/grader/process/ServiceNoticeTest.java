package io.kriterion.grader.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What systemd would read, on real datagram sockets. */
class ServiceNoticeTest {

  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path directory;

  private static ServiceNotice notice(String socket) {
    return ServiceNotice.of(Map.of("NOTIFY_SOCKET", socket));
  }

  private static List<String> warnings(Runnable action) {
    Logger logger = (Logger) LoggerFactory.getLogger(ServiceNotice.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    try {
      action.run();
    } finally {
      logger.detachAppender(appender);
    }
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static void everything(ServiceNotice notice) {
    notice.ready();
    notice.status("3 of 4 slots\nand more");
    notice.alive();
    notice.stopping(Duration.ofSeconds(90));
  }

  private static void assertEverythingArrivesAt(String name) throws IOException {
    try (NoticeReader systemd = new NoticeReader(name)) {
      everything(notice(name));
      assertThat(systemd.next()).isEqualTo("READY=1");
      assertThat(systemd.next()).isEqualTo("STATUS=3 of 4 slots");
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      assertThat(systemd.next()).isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=90000000");
      assertThatThrownBy(systemd::next).as("no more").isInstanceOf(IOException.class);
    }
  }

  @Test
  void bySocketWithAPath() throws IOException {
    assertEverythingArrivesAt(directory.resolve("notify").toString());
  }

  @Test
  void bySocketWithAnAbstractName() throws IOException {
    assertEverythingArrivesAt("@kriterion-test-" + UUID.randomUUID());
  }

  /** What is told cannot be taken for another message. */
  @Test
  void aStatusIsOneLine() throws IOException {
    String name = directory.resolve("notify").toString();
    try (NoticeReader systemd = new NoticeReader(name)) {
      notice(name).status("\n one\u2028READY=1\u0000" + "x".repeat(500) + "\nMAINPID=1");
      assertThat(systemd.next())
          .startsWith("STATUS=one\\u{2028}READY=1\\u{0}xxx")
          .hasSizeLessThan(250)
          .doesNotContain("\n", "MAINPID");
    }
  }

  @Test
  void withoutTheVariableNothingHappens() {
    for (Map<String, String> environment :
        List.of(Map.<String, String>of(), Map.of("NOTIFY_SOCKET", "", "WATCHDOG_USEC", "1"))) {
      ServiceNotice notice = ServiceNotice.of(environment);
      assertThat(warnings(() -> everything(notice))).isEmpty();
      assertThat(notice.watchdog()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/absent/notify", "@absent-kriterion-test", "vsock:2:1", "relative"})
  void aFailureIsToldOnce(String socket) {
    ServiceNotice notice = notice(socket);
    assertThat(warnings(() -> everything(notice)))
        .singleElement()
        .asString()
        .startsWith("systemd cannot be told of this service by NOTIFY_SOCKET: ");
  }

  @Test
  void aNameThatNoSocketCanHave() {
    ServiceNotice notice = notice("/" + "x".repeat(107));
    assertThat(warnings(notice::ready))
        .singleElement()
        .asString()
        .endsWith(": longer than 107 bytes");
  }

  @Test
  void whoWatchesHearsOfALivingServiceUntilItIsToEnd() throws Exception {
    String name = directory.resolve("notify").toString();
    AtomicInteger looks = new AtomicInteger();
    try (NoticeReader systemd = new NoticeReader(name)) {
      ServiceNotice.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "20000"))
          .awaitEnd(() -> looks.incrementAndGet() > 4, () -> looks.get() != 3, Duration.ofDays(1));
      for (int i = 0; i < 3; i++) {
        assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      }
      assertThatThrownBy(systemd::next)
          .as("dead once in four looks")
          .isInstanceOf(IOException.class);
      notice(name).awaitEnd(() -> looks.incrementAndGet() > 8, () -> true, Duration.ofMillis(1));
      assertThatThrownBy(systemd::next).as("nobody watches").isInstanceOf(IOException.class);
    }
  }

  @Test
  void theWatchdogsTimeIsThisProcesss() {
    String usec = "30000000";
    assertThat(
            ServiceNotice.of(
                    Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", usec, "WATCHDOG_PID", "" + PID))
                .watchdog())
        .contains(Duration.ofSeconds(30));
    assertThat(ServiceNotice.of(Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", usec)).watchdog())
        .contains(Duration.ofSeconds(30));
    assertThat(
            ServiceNotice.of(
                    Map.of(
                        "NOTIFY_SOCKET",
                        "@x",
                        "WATCHDOG_USEC",
                        usec,
                        "WATCHDOG_PID",
                        "" + (PID + 1)))
                .watchdog())
        .as("that of another")
        .isEmpty();
    for (String bad : List.of("", "0", "-1", "soon", "1".repeat(16))) {
      assertThat(ServiceNotice.of(Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", bad)).watchdog())
          .isEmpty();
    }
  }
}
