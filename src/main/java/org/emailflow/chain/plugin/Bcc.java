package org.emailflow.chain.plugin;

import java.util.List;
import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.mail.AddressList;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.Header;

/**
 * Refuses a message whose alias stands in no header that its reader would see.
 *
 * <p>A blind copy to an alias is nearly always a mass mailing or a mistake, and an answer to it
 * would surprise both sides. What answers a token is let through: a machine does not say in To whom
 * it answers. A site that wants them sets {@code bcc = "relay"}.
 */
final class Bcc implements Plugin {
  private static final List<String> SEEN = List.of("To", "Cc", "Resent-To", "Resent-Cc");

  private final boolean deny;

  Bcc(boolean deny) {
    this.deny = deny;
  }

  @Override
  public String name() {
    return "bcc";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.HEADERS);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    if (!deny || transaction.byToken() || named(transaction)) {
      return Verdict.DECLINED;
    }
    return Verdict.deny("5.7.1", "bcc");
  }

  private static boolean named(Transaction transaction) {
    String key = Addresses.key(transaction.envelope().recipient()).orElse("");
    Header header = transaction.message().header();
    return SEEN.stream()
        .flatMap(name -> header.all(name).stream())
        .flatMap(field -> AddressList.parse(field.body()).stream())
        .anyMatch(box -> Addresses.key(box.address()).filter(key::equals).isPresent());
  }
}
