package io.kriterion.grader.text;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * Refuses YAML that is small on disk but large in memory: deep nesting, which recursion would
 * follow, and many aliases.
 */
final class BoundedParser implements Parser {
  private static final int DEEPEST = 20;

  /** The most aliases of a file. */
  static final int MOST_ALIASES = 1000;

  private final Parser parser;
  private int depth;
  private int aliases;

  BoundedParser(Parser parser) {
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    switch (event.getEventId()) {
      case SequenceStart, MappingStart -> {
        depth++;
        refuseIf(depth > DEEPEST, "nested deeper than " + DEEPEST + " levels", event);
      }
      case SequenceEnd, MappingEnd -> depth--;
      case Alias -> {
        aliases++;
        refuseIf(aliases > MOST_ALIASES, "more than " + MOST_ALIASES + " aliases", event);
      }
      case Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
    }
    return event;
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  private static void refuseIf(boolean refused, String problem, Event event) {
    if (refused) {
      throw new ParserException(problem, event.getStartMark());
    }
  }
}
