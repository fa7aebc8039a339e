package org.emailflow.relay;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.emailflow.chain.Draft;
import org.emailflow.chain.Hook;
import org.emailflow.chain.LoopMark;
import org.emailflow.chain.PluginChain;
import org.emailflow.chain.ReplyBudget;
import org.emailflow.chain.Step;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.config.Config;
import org.emailflow.config.Keyring;
import org.emailflow.mail.AddressList;
import org.emailflow.mail.Header;
import org.emailflow.mail.Limits;
import org.emailflow.mail.MailDate;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.MessageIds;
import org.emailflow.mail.MessageTranslator;
import org.emailflow.mail.Outbound;
import org.emailflow.mail.OutgoingHeader;
import org.emailflow.mail.TranslationOptions;
import org.emailflow.store.ConversationChange;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Direction;
import org.emailflow.store.IdAnswer;
import org.emailflow.store.IdQuestion;
import org.emailflow.store.Kind;
import org.emailflow.store.Role;
import org.emailflow.store.ServiceFacts;

/**
 * Builds the outbound message of one that passed: who it is from and for in the recipient's space,
 * its ids, what is added on top. The translation itself is the {@code mail} room's.
 */
final class Composer {
  private static final String NOT_LOOKED_INTO =
      "a part was not looked into: it is encrypted, signed as a whole, or a winmail.dat";

  private final PluginChain chain;
  private final AliasGrammar grammar;
  private final Tokens tokens;
  private final LoopMark mark;
  private final Keyring keys;
  private final Clock clock;
  private final DisplayNames names;
  private final SenderAddresses senders;
  private final ReplyBudget budget;
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
    this.senders = new SenderAddresses(grammar);
    this.budget = new ReplyBudget(config);
    this.config = config;
  }

  /** What {@link #compose} will ask the map; ids are without angle brackets. */
  Set<IdQuestion> ids(Transaction transaction, CorrespondentFacts correspondent)
      throws MailException, IOException {
    Set<IdQuestion> questions = new LinkedHashSet<>();
    ids(transaction).forEach(id -> questions.add(asked(transaction, correspondent, id)));
    answered(transaction).forEach(id -> questions.add(known(transaction, correspondent, id)));
    return questions;
  }

  /** How the recipient knows this id. */
  private static IdQuestion asked(
      Transaction transaction, CorrespondentFacts correspondent, String id) {
    return transaction.direction() == Direction.TO_SERVICE
        ? new IdQuestion(service(transaction), IdQuestion.SERVICE, id)
        : known(transaction, correspondent, id);
  }

  /** Whether the correspondent, rather than the service, knows this id. */
  private static IdQuestion known(
      Transaction transaction, CorrespondentFacts correspondent, String id) {
    return new IdQuestion(service(transaction), correspondent.id(), id);
  }

  private static long service(Transaction transaction) {
    return transaction.facts().service().orElseThrow().id();
  }

  /** The messages that this one says to answer. */
  private static Set<String> answered(Transaction transaction) {
    Header header = transaction.message().header();
    return IdBook.kept(
        Stream.of("In-Reply-To", "References")
            .flatMap(name -> header.all(name).stream())
            .flatMap(field -> MessageIds.in(field.body()).stream())
            .map(IdBook::bare)
            .toList());
  }

  /**
   * The message's own id, then those of its thread, its parts and its calendars, as many as {@link
   * IdBook} keeps.
   */
  private Set<String> ids(Transaction transaction) throws MailException, IOException {
    Set<String> ids = new LinkedHashSet<>();
    ids.add(messageId(transaction));
    translator.ids(transaction.message(), IdBook.MOST_IDS).forEach(id -> ids.add(IdBook.bare(id)));
    return IdBook.kept(ids);
  }

  Composed compose(
      Decision.Pass pass,
      Parties parties,
      Function<IdQuestion, IdAnswer> answers,
      Consumer<Step> trace)
      throws MailException, IOException {
    Transaction transaction = pass.transaction();
    CorrespondentFacts correspondent = parties.correspondent();
    ServiceFacts service = transaction.facts().service().orElseThrow();
    IdBook ids = ids(transaction, service, correspondent, answers);
    RecipientSpace space = space(transaction, service, parties, ids);
    Draft draft =
        new Draft(
            space.recipient(),
            added(transaction, service, correspondent),
            isAnswer(transaction, correspondent, answers));
    Transaction drafted = transaction.with(draft, correspondent);
    Verdict verdict = chain.run(drafted, trace, Hook.OUTBOUND);
    if (verdict.ends()) {
      return new Composed(
          Optional.empty(), Optional.empty(), Optional.of(Decider.stop(verdict, pass.kind())));
    }
    share(transaction, parties, ids);
    Outbound outbound =
        translator.translate(
            transaction.message(),
            header(transaction, space, draft, ids),
            space,
            options(transaction));
    return new Composed(
        Optional.of(outgoing(pass, draft, ids, outbound)),
        Optional.of(change(drafted, pass.kind())),
        Optional.empty());
  }

  /**
   * Whether it answers what the other party has. A service names a mail of this correspondent, or
   * one that it had a copy of: the map knows that by another id. A user names what it got through
   * us: the map knows that by the very id, which nobody else has seen. (The service has seen the
   * former, so it proves nothing of who writes as the user.)
   */
  private static boolean isAnswer(
      Transaction transaction,
      CorrespondentFacts correspondent,
      Function<IdQuestion, IdAnswer> answers) {
    boolean toService = transaction.direction() == Direction.TO_SERVICE;
    return answered(transaction).stream()
        .anyMatch(
            id ->
                answers
                    .apply(known(transaction, correspondent, id))
                    .original()
                    .filter(original -> original.equals(id) == toService)
                    .isPresent());
  }

  /**
   * Who got a copy knows the message by its own id; who gets it through us knows it by the form
   * that it is shown. An answer is known by that.
   */
  private void share(Transaction transaction, Parties parties, IdBook ids) {
    String id = messageId(transaction);
    parties.copied().values().forEach(copied -> ids.share(id, copied.id(), false));
    if (transaction.direction() == Direction.TO_USER) {
      ids.share(id, parties.correspondent().id(), true);
    }
  }

  private ConversationChange change(Transaction drafted, Kind kind) {
    CorrespondentFacts correspondent = drafted.facts().correspondent().orElseThrow();
    return new ConversationChange(
        correspondent.id(),
        drafted.direction(),
        kind,
        drafted.received(),
        drafted.proof(),
        budget.isOwn(drafted, drafted.draft().orElseThrow()),
        budget.of(correspondent));
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
        outbound.notLookedInto() ? Optional.of(NOT_LOOKED_INTO) : Optional.empty(),
        out -> {
          out.write(top);
          outbound.writeTo(out);
        });
  }

  private IdBook ids(
      Transaction transaction,
      ServiceFacts service,
      CorrespondentFacts correspondent,
      Function<IdQuestion, IdAnswer> answers) {
    boolean toService = transaction.direction() == Direction.TO_SERVICE;
    long user = correspondent.id();
    IdBook.Scope scope =
        new IdBook.Scope(service.id(), service.code(), toService ? user : IdQuestion.SERVICE);
    return new IdBook(
        keys,
        transaction.alias().domain(),
        id -> answers.apply(asked(transaction, correspondent, id)),
        scope);
  }

  private RecipientSpace space(
      Transaction transaction, ServiceFacts service, Parties parties, IdBook ids) {
    String domain = transaction.alias().domain();
    CorrespondentFacts correspondent = parties.correspondent();
    String serviceAlias = grammar.address(Role.SERVICE, service.code(), domain);
    String userAlias = grammar.address(Role.USER, correspondent.code(), domain);
    boolean toService = transaction.direction() == Direction.TO_SERVICE;
    Set<String> aliases = new LinkedHashSet<>();
    aliases.add(toService ? serviceAlias : userAlias);
    aliases.add(transaction.envelope().recipient());
    return new RecipientSpace(
        toService ? userAlias : serviceAlias,
        senders.of(transaction, correspondent),
        toService ? service.primary().address() : correspondent.address(),
        aliases,
        new RecipientSpace.Others(masked(parties, domain), this::isForAll),
        names,
        ids);
  }

  /** The codes of third parties, by their real addresses; a blocked one may not be written to. */
  private Map<String, String> masked(Parties parties, String domain) {
    Map<String, String> masked = new LinkedHashMap<>();
    parties.copied().values().stream()
        .filter(copied -> !copied.blocked())
        .forEach(
            copied ->
                masked.put(copied.address(), grammar.address(Role.USER, copied.code(), domain)));
    return masked;
  }

  /** To a service anybody may write; to a user its own service alone. */
  private boolean isForAll(String address) {
    return grammar.parse(address).filter(alias -> alias.role() == Role.SERVICE).isPresent();
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
        "Received: by " + domain + " (efm); " + MailDate.of(clock.instant()),
        LoopMark.FIELD + ": " + mark.of(service.code(), correspondent.code()),
        LoopMark.HOPS + ": " + (LoopMark.hops(transaction.message().header()) + 1));
  }
}
