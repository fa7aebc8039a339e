package org.emailflow.relay;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.emailflow.chain.Draft;
import org.emailflow.chain.Hook;
import org.emailflow.chain.LoopMark;
import org.emailflow.chain.PluginChain;
import org.emailflow.chain.ServiceAddresses;
import org.emailflow.chain.Step;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.config.Config;
import org.emailflow.config.Keyring;
import org.emailflow.mail.AddressList;
import org.emailflow.mail.Header;
import org.emailflow.mail.Limits;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.MessageIds;
import org.emailflow.mail.MessageTranslator;
import org.emailflow.mail.Outbound;
import org.emailflow.mail.OutgoingHeader;
import org.emailflow.mail.TranslationOptions;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Direction;
import org.emailflow.store.IdAnswer;
import org.emailflow.store.IdQuestion;
import org.emailflow.store.Role;
import org.emailflow.store.ServiceFacts;

/**
 * Builds the outbound message of one that passed: who it is from and for in the recipient's space,
 * its ids, what is added on top. The translation itself is the {@code mail} room's.
 */
final class Composer {
  private final PluginChain chain;
  private final AliasGrammar grammar;
  private final Tokens tokens;
  private final LoopMark mark;
  private final Keyring keys;
  private final Clock clock;
  private final DisplayNames names;
  private final MessageTranslator translator = new MessageTranslator(Limits.DEFAULT);
  private final Config config;

  Composer(
      Config config,
      PluginChain chain,
      AliasGrammar grammar,
      Tokens tokens,
      LoopMark mark,
      Keyring keys,
      Clock clock) {
    this.chain = chain;
    this.grammar = grammar;
    this.tokens = tokens;
    this.mark = mark;
    this.keys = keys;
    this.clock = clock;
    this.names = new DisplayNames(config.relay().displayName());
    this.config = config;
  }

  /**
   * The ids that {@link #compose} will ask the map for, without angle brackets: the message's own,
   * then those of its thread, its parts and its calendars, as many as {@link IdBook} keeps.
   */
  Set<String> ids(Transaction transaction) throws MailException, IOException {
    Set<String> ids = new LinkedHashSet<>();
    ids.add(messageId(transaction));
    translator.ids(transaction.message()).forEach(id -> ids.add(IdBook.bare(id)));
    return IdBook.kept(ids);
  }

  Composed compose(
      Decision.Pass pass,
      CorrespondentFacts correspondent,
      Function<String, IdAnswer> answers,
      Consumer<Step> trace)
      throws MailException, IOException {
    Transaction transaction = pass.transaction();
    ServiceFacts service = transaction.facts().service().orElseThrow();
    IdBook ids = ids(transaction, service, correspondent, answers);
    RecipientSpace space = space(transaction, service, correspondent, ids);
    Draft draft = new Draft(space.recipient(), added(transaction, service, correspondent));
    Verdict verdict = chain.run(transaction.with(draft), trace, Hook.OUTBOUND);
    if (verdict.ends()) {
      return new Composed(Optional.empty(), Optional.of(Decider.stop(verdict, pass.kind())));
    }
    Outbound outbound =
        translator.translate(
            transaction.message(),
            header(transaction, space, draft, ids),
            space,
            options(transaction));
    return new Composed(Optional.of(outgoing(pass, draft, ids, outbound)), Optional.empty());
  }

  private TranslationOptions options(Transaction transaction) {
    return TranslationSettings.of(config, transaction.alias().domain());
  }

  private Outgoing outgoing(Decision.Pass pass, Draft draft, IdBook ids, Outbound outbound) {
    Transaction transaction = pass.transaction();
    String token = tokens.mint();
    String domain = transaction.alias().domain();
    String sender = grammar.address(Role.BOUNCE, token, domain);
    byte[] top =
        QueueHeader.relayed(
            sender,
            token,
            draft.recipient(),
            transaction.envelope().recipient(),
            outbound.hasUtf8Header());
    return new Outgoing(
        pass.kind(),
        sender,
        draft.recipient(),
        Optional.of(Tokens.name(token)),
        ids.learnt(),
        out -> {
          out.write(top);
          outbound.writeTo(out);
        });
  }

  private IdBook ids(
      Transaction transaction,
      ServiceFacts service,
      CorrespondentFacts correspondent,
      Function<String, IdAnswer> answers) {
    boolean toService = transaction.direction() == Direction.TO_SERVICE;
    long user = correspondent.id();
    IdBook.Parties parties =
        new IdBook.Parties(service.id(), service.code(), toService ? user : IdQuestion.SERVICE);
    return new IdBook(keys, transaction.alias().domain(), answers, parties);
  }

  private RecipientSpace space(
      Transaction transaction, ServiceFacts service, CorrespondentFacts correspondent, IdBook ids) {
    String domain = transaction.alias().domain();
    String serviceAlias = grammar.address(Role.SERVICE, service.code(), domain);
    String userAlias = grammar.address(Role.USER, correspondent.code(), domain);
    boolean toService = transaction.direction() == Direction.TO_SERVICE;
    Set<String> senders = written(transaction);
    if (toService) {
      senders.add(correspondent.address());
    } else {
      service.addresses().stream().map(ServiceFacts.Address::address).forEach(senders::add);
    }
    senders.addAll(senders.stream().map(ServiceAddresses::plain).toList());
    Set<String> aliases = new LinkedHashSet<>();
    aliases.add(toService ? serviceAlias : userAlias);
    aliases.add(transaction.envelope().recipient());
    return new RecipientSpace(
        toService ? userAlias : serviceAlias,
        senders,
        toService ? service.primary().address() : correspondent.address(),
        aliases,
        names,
        ids);
  }

  /** Every address under which the message itself names its writer, our own aliases excepted. */
  private Set<String> written(Transaction transaction) {
    Header header = transaction.message().header();
    Set<String> written = new LinkedHashSet<>();
    for (String name : List.of("From", "Sender", "Reply-To")) {
      header.all(name).stream()
          .flatMap(field -> AddressList.parse(field.body()).stream())
          .forEach(box -> written.add(box.address()));
    }
    transaction.writer().ifPresent(box -> written.add(box.address()));
    transaction.envelope().sender().ifPresent(written::add);
    transaction.envelope().origin().ifPresent(written::add);
    written.removeIf(address -> grammar.parse(address).isPresent());
    return written;
  }

  private OutgoingHeader header(
      Transaction transaction, RecipientSpace space, Draft draft, IdBook ids) {
    Header header = transaction.message().header();
    Mailbox writer = transaction.writer().orElseThrow();
    Mailbox from = names.named(writer, space.senderAlias());
    List<Mailbox> to = shown(header, "To", space);
    List<Mailbox> cc = shown(header, "Cc", space);
    if (to.stream().noneMatch(box -> box.address().equals(space.recipient()))
        && cc.stream().noneMatch(box -> box.address().equals(space.recipient()))) {
      to.add(0, new Mailbox(null, draft.recipient()));
    }
    Optional<Mailbox> replyTo =
        header.first("Reply-To").map(field -> new Mailbox(from.name(), from.address()));
    String id = "<" + ids.of(messageId(transaction)) + ">";
    return new OutgoingHeader(from, replyTo, to, cc, id, transaction.received(), draft.fields());
  }

  private static List<Mailbox> shown(Header header, String name, RecipientSpace space) {
    Set<Mailbox> shown = new LinkedHashSet<>();
    header.all(name).stream()
        .flatMap(field -> AddressList.parse(field.body()).stream())
        .forEach(box -> space.show(box).ifPresent(shown::add));
    return new ArrayList<>(shown);
  }

  /** The writer's own Message-ID, or one made of the message itself where it has none. */
  private String messageId(Transaction transaction) {
    return MessageIds.of(transaction.message().header())
        .map(IdBook::bare)
        .orElseGet(() -> "none." + transaction.identity().hex());
  }

  private List<String> added(
      Transaction transaction, ServiceFacts service, CorrespondentFacts correspondent) {
    String domain = transaction.alias().domain();
    return List.of(
        "Received: by " + domain + " (efm); " + Dates.rfc5322(clock.instant()),
        LoopMark.FIELD + ": " + mark.of(service.code(), correspondent.code()),
        LoopMark.HOPS + ": " + (LoopMark.hops(transaction.message().header()) + 1));
  }
}
