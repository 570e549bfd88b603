package io.kriterion.grader.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.kriterion.grader.config.ObservationSettings.LogForm;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Where the command logs: warnings to standard error, one line each, and more of Kriterion's own
 * where the environment variable {@code KRITERION_LOG} names a level. In code, since a
 * configuration file costs every start a tenth of a second.
 */
public final class LogSettings extends ContextAwareBase implements Configurator {

  private static final String CONSOLE = "stderr";
  private static final String LEVEL = "KRITERION_LOG";
  private static final String OWN = "io.kriterion";

  /* With what the thread is at, such as task=…, where it says so. */
  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{0} %replace(%msg %kvp %X){'(?<!\\s)\\s++$', ''}%n";

  /**
   * As a serving node logs: a line for each task too, in this form.
   *
   * @throws IllegalStateException when something else than this class's logging is there
   */
  static void serving(LogForm form) {
    if (form == LogForm.JSON) {
      json();
    }
    if (System.getenv(LEVEL) == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(OWN).setLevel(Level.INFO);
    }
  }

  /**
   * From now on every line is a JSON object. May be called at any time, and again.
   *
   * @throws IllegalStateException when something else than this class's logging is there
   */
  static void json() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException("the log is not logback's");
    }
    json(context);
  }

  static void json(LoggerContext context) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAppender(CONSOLE);
    root.addAppender(console(context, new JsonLogEncoder()));
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(PATTERN);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console(context, encoder));
    // It warns of a machine without a network, which is none of its concern here.
    context.getLogger("io.netty").setLevel(Level.ERROR);
    String own = System.getenv(LEVEL);
    if (own != null) {
      context.getLogger(OWN).setLevel(Level.toLevel(own.toUpperCase(Locale.ROOT), Level.INFO));
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static ConsoleAppender<ILoggingEvent> console(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName(CONSOLE);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    return console;
  }
}
