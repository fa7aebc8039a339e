package org.emailflow.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emailflow.chain.Authenticity;
import org.emailflow.config.Config;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.Alignment;
import org.emailflow.mail.AuthenticationResults;
import org.emailflow.mail.AuthenticationResults.Result;
import org.emailflow.mail.Field;
import org.emailflow.mail.Header;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.ReceivedClient;

/**
 * What the site's own MTA found out about the writer: its {@code Authentication-Results} (RFC
 * 8601), and the client from which it took the message.
 *
 * <p>Who could send this, and what would they gain? A field that says {@code dmarc=pass} under our
 * MTA's name is a line that anybody may write, and would open a user's code to a stranger. So only
 * what stands above the topmost {@code Received} is read: the MTA writes that line on top of all
 * that it was sent, and only its own filters and delivery write above it. A message without any
 * {@code Received} has no such place, and nothing in it is believed.
 *
 * <p>{@code dmarc=} decides where it says pass or fail; else a DKIM signature or an SPF pass of a
 * domain that is aligned with the writer's. A broken signature is none (RFC 6376 section 6.3), an
 * SPF fail of the writer's own domain is a fail. With more than one field the worst counts.
 */
final class SenderAuthentication {
  private static final Set<String> FAIL = Set.of("fail", "hardfail");

  private final Optional<String> authservId;
  private final Submitters submitters;

  SenderAuthentication(Config config) {
    authservId = config.auth().authservId();
    submitters = new Submitters(config.relay().submitters());
  }

  /** The verdict on a message of {@code writer}; nothing is said of nobody. */
  Authenticity of(Header header, Optional<Mailbox> writer) {
    Optional<Field> received = header.first("Received");
    if (writer.isEmpty() || received.isEmpty()) {
      return Authenticity.NONE;
    }
    boolean submitted =
        ReceivedClient.of(received.get().body()).filter(submitters::include).isPresent();
    return submitted
        ? Authenticity.PASS
        : verdict(results(header), writer.get().domain(), header.count("From") == 1);
  }

  /** What our MTA says above its own Received. */
  private List<Result> results(Header header) {
    List<Result> results = new ArrayList<>();
    for (Field field : header.fields()) {
      if (authservId.isEmpty() || field.is("Received")) {
        break;
      }
      if (field.is("Authentication-Results")) {
        AuthenticationResults.parse(field.body())
            .filter(read -> read.authservId().equals(authservId.get()))
            .ifPresent(read -> results.addAll(read.results()));
      }
    }
    return results;
  }

  private static Authenticity verdict(List<Result> results, String domain, boolean onlyFrom) {
    List<Result> dmarc = of(results, "dmarc");
    if (dmarc.stream().anyMatch(result -> FAIL.contains(result.value()))) {
      return Authenticity.FAIL;
    }
    boolean vouched =
        dmarc.stream().anyMatch(result -> isPass(result) && isOf(result, domain, onlyFrom))
            || of(results, "dkim").stream()
                .anyMatch(result -> isPass(result) && isAligned(signer(result), domain))
            || of(results, "spf").stream()
                .anyMatch(result -> isPass(result) && isAligned(mailFrom(result), domain));
    if (vouched) {
      return Authenticity.PASS;
    }
    boolean forged =
        of(results, "spf").stream()
            .anyMatch(
                result -> FAIL.contains(result.value()) && isAligned(mailFrom(result), domain));
    return forged ? Authenticity.FAIL : Authenticity.NONE;
  }

  private static List<Result> of(List<Result> results, String method) {
    return results.stream().filter(result -> result.method().equals(method)).toList();
  }

  private static boolean isPass(Result result) {
    return result.value().equals("pass");
  }

  /** A DMARC result that names no domain is about the only From there is. */
  private static boolean isOf(Result dmarc, String domain, boolean onlyFrom) {
    return dmarc
        .property("header.from")
        .map(SenderAuthentication::domain)
        .map(from -> from.equals(Addresses.domainKey(domain)))
        .orElse(onlyFrom);
  }

  private static Optional<String> signer(Result dkim) {
    return dkim.property("header.d").or(() -> dkim.property("header.i"));
  }

  private static Optional<String> mailFrom(Result spf) {
    return spf.property("smtp.mailfrom").or(() -> spf.property("smtp.mail"));
  }

  private static boolean isAligned(Optional<String> vouching, String domain) {
    return vouching.filter(value -> Alignment.of(domain(value), domain)).isPresent();
  }

  /** Of an address or a domain, with or without angle brackets. */
  private static String domain(String value) {
    String plain = value.endsWith(">") ? value.substring(0, value.length() - 1) : value;
    return Addresses.domainKey(plain.substring(plain.lastIndexOf('@') + 1));
  }
}
