package org.emailflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Sites and mailboxes that send one another what they get, until nothing moves any more: what a
 * site queues for an address of another site, or of a mailbox that forwards, arrives there.
 */
final class World {
  /** More than any limit allows: what comes this far does not stop. */
  static final int ENDLESS = 1000;

  private final Map<String, TestSite> sites = new HashMap<>();
  private final Map<String, Forward> forwards = new HashMap<>();
  private final List<QueuedMail> arrived = new ArrayList<>();
  private int received;

  /** Where a mailbox sends what it gets, as what. */
  private record Forward(String to, UnaryOperator<String> as) {}

  World(TestSite... members) {
    for (TestSite site : members) {
      sites.put(site.domain, site);
    }
  }

  /** Mail for {@code mailbox} goes on to {@code to}, changed on the way. */
  World forward(String mailbox, String to, UnaryOperator<String> as) {
    forwards.put(mailbox, new Forward(to, as));
    return this;
  }

  /** What has come to mailboxes that keep it. */
  List<QueuedMail> arrived() {
    return arrived;
  }

  /** Lets everything go its way; how many messages the sites sent. */
  int turn() {
    int sent = 0;
    boolean moving = true;
    while (moving && sent < ENDLESS) {
      moving = false;
      for (TestSite site : sites.values()) {
        site.sweep();
        for (QueuedMail mail : site.takeAll()) {
          sent++;
          moving |= post(mail, mail.recipient(), mail.text(), mail.sender());
        }
      }
    }
    return sent;
  }

  private boolean post(QueuedMail mail, String recipient, String text, String sender) {
    Forward forward = forwards.get(recipient);
    if (forward != null) {
      return post(mail, forward.to(), forward.as().apply(text), "SRS0=h=t=x.example=f@fwd.example");
    }
    TestSite site = sites.get(recipient.substring(recipient.indexOf('@') + 1));
    if (site == null) {
      arrived.add(mail);
      return false;
    }
    String line =
        "Received: from mx (mx.example [203.0.113.9]) by mx." + site.domain + " id " + ++received;
    site.deliver((line + "\n" + text).getBytes(ISO_8859_1), sender, recipient);
    return true;
  }
}
