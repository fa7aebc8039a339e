package org.emailflow.config;

import java.util.Optional;

/** {@code host}, {@code host:port} or {@code [IPv6]:port}. */
final class Endpoint {

  private static final int SMTP_PORT = 25;
  private static final int HIGHEST_PORT = 65_535;

  private Endpoint() {}

  /** The SMTP server at {@code text}; without a port, 25. Empty if it is none. */
  static Optional<Transport> parse(String text) {
    int bracket = text.startsWith("[") ? text.indexOf(']') : 0;
    int colon = text.indexOf(':', Math.max(bracket, 0));
    String host = host(colon < 0 ? text : text.substring(0, colon));
    int port = colon < 0 ? SMTP_PORT : port(text.substring(colon + 1));
    return host.isEmpty() || port == 0
        ? Optional.empty()
        : Optional.of(new Transport.Smtp(host, port));
  }

  private static String host(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      String inner = text.substring(1, text.length() - 1);
      return inner.indexOf('/') < 0 ? Network.normalise(inner).orElse("") : "";
    }
    return text.indexOf('/') < 0
        ? Network.normalise(text).or(() -> HostName.normalise(text)).orElse("")
        : "";
  }

  /** 0 for what is no port. */
  private static int port(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    int port = Integer.parseInt(text);
    return port <= HIGHEST_PORT ? port : 0;
  }
}
