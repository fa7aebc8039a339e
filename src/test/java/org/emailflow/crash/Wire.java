package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emailflow.store.Login;

/**
 * The network between the program and its database, on loopback, which a test may disturb: cut it,
 * stall it, lose the server's answers, or hold back what the program says until later.
 */
final class Wire implements Closeable {
  private static final Pattern ADDRESS = Pattern.compile("//([^:/]+):([0-9]+)/");

  private enum State {
    WHOLE,
    /** Nothing comes through any more, either way; nobody is told. */
    STALLED,
    /** The server hears all; its next answer is lost and the connection with it. */
    DEAF,
    /** The program's connection is gone; what it said last reaches the server when released. */
    HELD
  }

  private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final String host;
  private final int port;
  private final Login login;
  private final List<Socket> sockets = new ArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile State state = State.WHOLE;

  /**
   * @param to where the database really is
   * @param options of the URL, with their question mark
   */
  Wire(Login to, String options) throws IOException {
    Matcher address = ADDRESS.matcher(to.url());
    if (!address.find()) {
      throw new IllegalArgumentException(to.url());
    }
    host = address.group(1);
    port = Integer.parseInt(address.group(2));
    String here = "//127.0.0.1:" + door.getLocalPort() + "/";
    login = new Login(address.replaceFirst(here) + options, to.user(), to.password());
    start(this::listen);
  }

  /** The database as it is reached through this. */
  Login login() {
    return login;
  }

  void stall() {
    state = State.STALLED;
  }

  void loseTheNextAnswer() {
    state = State.DEAF;
  }

  void holdBackWhatIsSaidNext() {
    state = State.HELD;
  }

  /** The server hears what was held back; returns when it has answered. */
  void release() throws InterruptedException {
    released.countDown();
    assertTrue(answered.await(1, TimeUnit.MINUTES), "no word from the server");
  }

  /** Every connection breaks. */
  synchronized void cut() {
    for (Socket socket : sockets) {
      close(socket);
    }
    sockets.clear();
  }

  private void listen() {
    while (!door.isClosed()) {
      try {
        Socket client = keep(door.accept());
        Socket server = keep(new Socket(host, port));
        start(() -> ask(client, server));
        start(() -> answer(client, server));
      } catch (IOException e) {
        cut();
      }
    }
  }

  private synchronized Socket keep(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  private void ask(Socket client, Socket server) {
    pass(client, server, State.HELD);
  }

  private void answer(Socket client, Socket server) {
    pass(server, client, State.DEAF);
    answered.countDown(); // or will never
  }

  /** Hands bytes on, until the state is the one that breaks this direction. */
  private void pass(Socket from, Socket to, State breaking) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (released.getCount() == 0) {
          answered.countDown();
        }
        if (state == breaking) {
          lose(from, to, buffer, n);
          return;
        }
        if (state != State.STALLED) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      close(from);
    } finally {
      close(to);
    }
  }

  private void lose(Socket from, Socket to, byte[] said, int length) throws IOException {
    boolean held = state == State.HELD;
    state = State.WHOLE;
    if (!held) {
      close(to);
      close(from);
      return;
    }
    close(from);
    try {
      released.await();
      to.getOutputStream().write(said, 0, length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
  }
}
