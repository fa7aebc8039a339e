package org.emailflow.config;

import java.nio.file.Path;

/** How the courier hands mail to the site's MTA. */
public sealed interface Transport {

  /** {@code smtp://host:port}; an IPv6 address stands in brackets, which {@code host} has not. */
  record Smtp(String host, int port) implements Transport {
    @Override
    public String toString() {
      return "smtp://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /** {@code sendmail:/path}: an absolute path of a program that takes sendmail's options. */
  record Sendmail(Path command) implements Transport {
    @Override
    public String toString() {
      return "sendmail:" + command;
    }
  }
}
