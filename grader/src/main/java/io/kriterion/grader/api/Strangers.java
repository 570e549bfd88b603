package io.kriterion.grader.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections of a server over which nobody has shown a token that is known. Only so many are
 * open at a time: when one more comes, one of them ends, whichever it is, so that one that is about
 * to show its token is most often left alone. Thread-safe.
 */
final class Strangers {

  /** The most connections. */
  static final int MOST = 256;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<SocketAddress, Channel> connections = new HashMap<>();

  /** What listens on the network, and tells here of every connection. */
  ServerChannel server() {
    return new Entrance();
  }

  /** Somebody who is known has called over the connection from this address. */
  void known(SocketAddress address) {
    lock.lock();
    try {
      connections.remove(address);
    } finally {
      lock.unlock();
    }
  }

  private void came(Channel connection) {
    Optional<Channel> tooMuch = Optional.empty();
    lock.lock();
    try {
      if (connections.size() >= MOST) {
        int any = ThreadLocalRandom.current().nextInt(connections.size());
        tooMuch = connections.values().stream().skip(any).findFirst();
        tooMuch.map(Channel::remoteAddress).ifPresent(connections::remove);
      }
      connections.put(connection.remoteAddress(), connection);
    } finally {
      lock.unlock();
    }
    var _ =
        connection
            .closeFuture()
            .addListener((ChannelFutureListener) closed -> left(closed.channel()));
    tooMuch.ifPresent(Strangers::end);
  }

  private void left(Channel connection) {
    lock.lock();
    try {
      connections.remove(connection.remoteAddress(), connection);
    } finally {
      lock.unlock();
    }
  }

  /* At once: gRPC's own way would wait for the calls that are open. */
  private static void end(Channel connection) {
    connection.eventLoop().execute(() -> connection.unsafe().close(connection.newPromise()));
  }

  private final class Entrance extends NioServerSocketChannel {

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      int count = super.doReadMessages(accepted);
      if (count > 0 && accepted.getLast() instanceof Channel connection) {
        came(connection);
      }
      return count;
    }
  }
}
