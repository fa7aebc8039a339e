package org.emailflow.mail;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Envelope senders that a mail server on the way has rewritten, and the address behind them.
 *
 * <p><strong>BATV</strong> ({@code prvs=1234abcdef=bob@}, draft-levine-smtp-batv) is the sender's
 * own server's: the domain stays, so that undoing it trusts nobody new. <strong>SRS</strong>
 * ({@code SRS0=hash=tt=domain=bob@forwarder}, {@code SRS1=hash=first==hash=tt=domain=bob@last}) is
 * a forwarder's: the address behind it is what that one says. Its hash is its secret and cannot be
 * checked here, so only those that are named are believed; of an {@code SRS1} the first one too,
 * because the last has checked nothing of what the first wrote.
 */
public final class RewrittenSender {
  private static final Pattern BATV = Pattern.compile("(?i)prvs=[^=@]+=(.+@[^@]+)");

  private static final String TAIL = "[^=@]+=[^=@]+=([^=@]+)=(.+)@([^@]+)";
  private static final Pattern SRS0 = Pattern.compile("(?i)SRS0[=+-]" + TAIL);
  private static final Pattern SRS1 = Pattern.compile("(?i)SRS1[=+-][^=@]+=([^=@]+)=[=+-]" + TAIL);

  private RewrittenSender() {}

  /**
   * The address as its owner would write it.
   *
   * @param forwarder whether the domain, in lower case and A-labels, is one whose SRS is undone
   */
  public static String undone(String address, Predicate<String> forwarder) {
    String forwarded = srs(address, forwarder).orElse(address);
    Matcher batv = BATV.matcher(forwarded);
    return batv.matches() ? batv.group(1) : forwarded;
  }

  private static Optional<String> srs(String address, Predicate<String> forwarder) {
    Matcher first = SRS0.matcher(address);
    if (first.matches()) {
      return named(first.group(3), forwarder)
          ? Optional.of(first.group(2) + "@" + first.group(1))
          : Optional.empty();
    }
    Matcher second = SRS1.matcher(address);
    return second.matches()
            && named(second.group(4), forwarder)
            && named(second.group(1), forwarder)
        ? Optional.of(second.group(3) + "@" + second.group(2))
        : Optional.empty();
  }

  private static boolean named(String domain, Predicate<String> forwarder) {
    return forwarder.test(Addresses.domainKey(domain));
  }
}
