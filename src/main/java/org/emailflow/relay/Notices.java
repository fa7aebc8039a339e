package org.emailflow.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.emailflow.chain.Authenticity;
import org.emailflow.chain.ServiceAddresses;
import org.emailflow.config.Config;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.Alignment;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.mail.Header;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.MessageIds;
import org.emailflow.mail.ReportComposer;
import org.emailflow.store.Direction;
import org.emailflow.store.Facts;
import org.emailflow.store.Kind;
import org.emailflow.store.NoticeKey;
import org.emailflow.store.OutboundFacts;
import org.emailflow.store.Proof;
import org.emailflow.store.Role;
import org.emailflow.store.ServiceFacts;

/**
 * The mail that the relay itself writes: RFC 3464 reports with a part that a renter understands.
 *
 * <p>To the envelope sender only, from the null sender, and never to a null sender, an automatic or
 * list message or an address of our own domains, with a code or without: that is how mail wars are
 * not fought (RFC 3834 section 2, RFC 5321 section 4.5.5).
 *
 * <p>Who could send this, and what would they gain? A forger could have a notice sent to somebody
 * else. It carries nothing of the forger's choosing but a few lines of header, 1 KB at the most,
 * and goes out once a day to an address, whatever sub-addresses of it are named.
 */
final class Notices {
  /**
   * Fields of the refused message that are shown back: the writer's own, none that an MTA wrote,
   * and not From: who is told need not be who that names.
   */
  private static final List<String> SHOWN = List.of("Subject", "Date", "Message-ID", "To", "Cc");

  private static final int SHOWN_BYTES = 1024;

  private final Config config;
  private final AliasGrammar grammar;
  private final Tokens tokens;
  private final Clock clock;

  Notices(Config config, AliasGrammar grammar, Tokens tokens, Clock clock) {
    this.config = config;
    this.grammar = grammar;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Who may be told of a refusal of this message, and under which key; empty: nobody. A sender who
   * is forged by what our own MTA found is not told; one of whom it found nothing shares the site's
   * hourly limit with all others like that.
   */
  Optional<NoticeKey> key(Incoming incoming, Refusal refusal) {
    if (incoming.automatic().kind() != AutomaticMail.Kind.PERSONAL
        || incoming.authenticity() == Authenticity.FAIL) {
      return Optional.empty();
    }
    OptionalInt limit = limit(isVouchedFor(incoming));
    return incoming
        .envelope()
        .sender()
        .filter(sender -> grammar.parse(sender).isEmpty())
        .flatMap(Notices::mailbox)
        .map(key -> new NoticeKey(key, refusal.topic().word(), incoming.identity(), limit));
  }

  /** A good From says nothing of an envelope sender elsewhere, and that is who would be told. */
  private static boolean isVouchedFor(Incoming incoming) {
    String writer = incoming.writer().map(Mailbox::address).orElse("");
    String sender = incoming.envelope().sender().orElse("");
    return incoming.authenticity() == Authenticity.PASS
        && Alignment.of(domain(writer), domain(sender));
  }

  private static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  /**
   * Who is told that its message came back; nobody when it may still arrive, or is told already.
   *
   * <p>Once a day and conversation, not once a day: who wrote to five owners must hear of each that
   * was not reached.
   *
   * <p>Who could send this, and what would they gain? The owner of a listing can refuse all mail,
   * and write to himself in the name of those who are to get notices. So of what nothing proves to
   * be the sender's, the site's hourly limit holds here too, and what our own MTA called forged is
   * told to nobody.
   */
  Optional<NoticeKey> key(Decision.Bounced bounced) {
    Facts facts = bounced.transaction().facts();
    String service = facts.service().map(ServiceFacts::code).orElse("");
    return bounced
        .undelivered()
        .map(OutboundFacts::original)
        .filter(original -> original.proof() != Proof.FORGED)
        .filter(original -> grammar.parse(original.sender()).isEmpty())
        .flatMap(original -> mailbox(original.sender()))
        .map(
            key ->
                new NoticeKey(
                    key,
                    Refusal.Topic.NOT_DELIVERED.word() + "-" + service,
                    bounced.transaction().identity(),
                    limit(isSenders(outbound(bounced), facts))));
  }

  /**
   * Whether the message is proven to be its envelope sender's: on the way to a user that is checked
   * to be the service; on the way to a service the From is what is proven.
   */
  private static boolean isSenders(OutboundFacts sent, Facts facts) {
    boolean proven = sent.original().proof().compareTo(Proof.SECRET) >= 0;
    boolean toUser = sent.direction().filter(Direction.TO_USER::equals).isPresent();
    String sender = domain(sent.original().sender());
    return proven
        && (toUser
            || facts
                .correspondent()
                .filter(user -> Alignment.of(domain(user.address()), sender))
                .isPresent());
  }

  private OptionalInt limit(boolean sendersOwn) {
    return sendersOwn
        ? OptionalInt.empty()
        : OptionalInt.of(config.notice().unauthenticatedPerHour());
  }

  /** One key for all sub-addresses; none for what no queue file could name. */
  private static Optional<String> mailbox(String address) {
    return Addresses.usableKey(address).map(ServiceAddresses::plain);
  }

  private static OutboundFacts outbound(Decision.Bounced bounced) {
    return bounced.transaction().facts().outbound().orElseThrow();
  }

  /** The notice on a refused message, to its envelope sender. */
  Outgoing refused(Incoming incoming, Refusal refusal) {
    return notice(
        incoming.envelope().sender().orElseThrow(),
        incoming.envelope().recipient(),
        incoming.alias().domain(),
        refusal,
        incoming.received(),
        Optional.of(incoming.message().header()));
  }

  /**
   * The notice that a relayed message came back, composed afresh: nothing of the bounce is in it.
   *
   * @param original that message as it came in: its writer's own words
   */
  Outgoing bounced(Decision.Bounced bounced, Optional<Incoming> original) {
    Facts facts = bounced.transaction().facts();
    String domain = bounced.transaction().alias().domain();
    boolean wroteToService =
        outbound(bounced).direction().filter(Direction.TO_SERVICE::equals).isPresent();
    String alias =
        wroteToService
            ? grammar.address(Role.SERVICE, facts.service().orElseThrow().code(), domain)
            : grammar.address(Role.USER, facts.correspondent().orElseThrow().code(), domain);
    return notice(
        outbound(bounced).original().sender(),
        alias,
        domain,
        new Refusal(Refusal.Topic.NOT_DELIVERED, bounced.meaning().status()),
        outbound(bounced).original().received(),
        original.map(incoming -> incoming.message().header()));
  }

  private Outgoing notice(
      String to,
      String alias,
      String domain,
      Refusal refusal,
      Instant arrived,
      Optional<Header> header) {
    NoticeText text =
        NoticeText.of(refusal, config.languageOf(domain), alias, config.notice().templates());
    byte[] report =
        new ReportComposer(domain)
            .compose(
                new ReportComposer.Report(
                    "mailer-daemon@" + domain,
                    to,
                    text.subject(),
                    text.body(),
                    clock.instant(),
                    "<" + Tokens.name(tokens.mint()) + "@" + domain + ">",
                    arrived,
                    header.flatMap(MessageIds::of),
                    alias,
                    refusal.status(),
                    header.map(Notices::shown).orElse(List.of())));
    byte[] top = QueueHeader.notice(to);
    return new Outgoing(
        Kind.NOTICE,
        "",
        to,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        out -> {
          out.write(top);
          out.write(report);
        });
  }

  /** As many whole fields as have room; one that is too long makes none of the others go. */
  private static List<String> shown(Header header) {
    List<String> lines = new ArrayList<>();
    int left = SHOWN_BYTES;
    for (String name : SHOWN) {
      String line =
          header.first(name).map(field -> field.name() + ": " + field.body().strip()).orElse("");
      int size = line.getBytes(UTF_8).length + 1;
      if (!line.isEmpty() && size <= left) {
        lines.add(line);
        left -= size;
      }
    }
    return lines;
  }
}
