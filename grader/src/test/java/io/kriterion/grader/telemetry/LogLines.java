package io.kriterion.grader.telemetry;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What a class logs while a test looks. */
final class LogLines implements AutoCloseable {

  private final Logger logger;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  private LogLines(Logger logger) {
    this.logger = logger;
    lines.start();
    logger.addAppender(lines);
  }

  static LogLines of(Class<?> who) {
    return new LogLines((Logger) LoggerFactory.getLogger(who));
  }

  List<String> messages() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** The values of each line's pairs, the text without its filling. */
  List<String> pairs() {
    return lines.list.stream()
        .map(line ->
            line.getKeyValuePairs().stream()
                .map(pair -> String.valueOf(pair.value).replaceAll(" x+…$", ""))
                .collect(Collectors.joining(" ")))
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
  }
}
