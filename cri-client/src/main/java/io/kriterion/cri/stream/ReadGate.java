package io.kriterion.cri.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.function.BooleanSupplier;

/**
 * Back-pressure: stops the reading of the socket while an output is full. First in the pipeline,
 * and on the event loop only.
 *
 * <p>It takes both halves. Without auto-read off, the channel reads on though nobody asks. With it
 * off, Netty's decoders ask by themselves after a read that they think brought no message, and the
 * SPDY codec makes them think so of every read.
 */
final class ReadGate extends ChannelOutboundHandlerAdapter {

  private final BooleanSupplier shut;

  /**
   * A gate.
   *
   * @param shut whether reading must wait
   */
  ReadGate(BooleanSupplier shut) {
    this.shut = shut;
  }

  @Override
  public void read(ChannelHandlerContext context) {
    if (!shut.getAsBoolean()) {
      context.read();
    }
  }

  /** To be called when the answer to "must reading wait" may have changed. */
  void update(Channel channel) {
    boolean run = !shut.getAsBoolean();
    if (channel.config().isAutoRead() != run) {
      // turning it on asks for a read
      channel.config().setAutoRead(run);
    }
  }
}
