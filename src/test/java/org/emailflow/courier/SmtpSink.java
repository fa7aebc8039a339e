package org.emailflow.courier;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server that keeps what it hears. It says yes to all, but for commands that a test told it
 * to answer otherwise: {@code HANG UP} closes the connection instead. {@code "."} is the end of
 * DATA.
 */
public final class SmtpSink implements Closeable {

  public static final String HANG_UP = "HANG UP";

  public final List<String> commands = Collections.synchronizedList(new ArrayList<>());
  public final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  public final Map<String, String> answers = new ConcurrentHashMap<>();

  /** Set to offer STARTTLS. */
  volatile SSLContext tls;

  private final ServerSocket server;
  private final List<String> extensions;

  public SmtpSink(String... extensions) throws IOException {
    this.extensions = List.of(extensions);
    this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread listener = new Thread(this::listen, "smtp-sink");
    listener.setDaemon(true);
    listener.start();
  }

  public String host() {
    return server.getInetAddress().getHostAddress();
  }

  public int port() {
    return server.getLocalPort();
  }

  private void listen() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        say(socket.getOutputStream(), "220 sink.example ESMTP");
        InputStream in = new BufferedInputStream(socket.getInputStream());
        converse(line(in), in, socket);
      } catch (IOException e) {
        commands.add("<" + e.getMessage() + ">"); // closed, by the test or by the courier
      }
    }
  }

  private void upgrade(Socket plain) throws IOException {
    say(plain.getOutputStream(), "220 go on");
    try (SSLSocket secure =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, host(), port(), true)) {
      secure.setUseClientMode(false);
      commands.add(secure.getSession().getProtocol());
      BufferedInputStream in = new BufferedInputStream(secure.getInputStream());
      converse(line(in), in, secure);
    }
  }

  private void converse(String first, InputStream in, Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    String command = first;
    while (command != null) {
      commands.add(command);
      if (command.equals("STARTTLS")) {
        upgrade(socket);
        return;
      }
      String answer = answer(command);
      if (answer.equals(HANG_UP)) {
        return;
      }
      say(out, answer);
      if (answer.startsWith("354")) {
        String message = message(in);
        String end = answers.getOrDefault(".", "250 2.0.0 queued");
        if (end.equals(HANG_UP)) {
          return;
        }
        if (end.startsWith("2")) {
          messages.add(message);
        }
        say(out, end);
      }
      command = command.equals("QUIT") ? null : line(in);
    }
  }

  private String answer(String command) {
    for (Map.Entry<String, String> answer : answers.entrySet()) {
      if (command.startsWith(answer.getKey())) {
        return answer.getValue();
      }
    }
    if (command.startsWith("EHLO")) {
      StringBuilder ehlo = new StringBuilder("250-sink.example\r\n250");
      extensions.forEach(extension -> ehlo.append("-").append(extension).append("\r\n250"));
      return ehlo.append(" HELP").toString();
    }
    return command.equals("DATA") ? "354 go on" : "250 2.0.0 ok";
  }

  private static String message(InputStream in) throws IOException {
    StringBuilder message = new StringBuilder();
    for (String line = line(in); line != null && !line.equals("."); line = line(in)) {
      message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    return message.toString();
  }

  /** To CRLF and nothing less, so that a bare LF or CR shows. */
  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int last = -1;
    for (int b = in.read(); b >= 0; b = in.read()) {
      line.write(b);
      if (last == '\r' && b == '\n') {
        String text = line.toString(ISO_8859_1);
        return text.substring(0, text.length() - 2);
      }
      last = b;
    }
    return null;
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
