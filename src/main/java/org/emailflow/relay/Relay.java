package org.emailflow.relay;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.emailflow.chain.ChainException;
import org.emailflow.chain.Hook;
import org.emailflow.chain.LoopMark;
import org.emailflow.chain.PluginChain;
import org.emailflow.chain.Step;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.plugin.BuiltIn;
import org.emailflow.config.Config;
import org.emailflow.config.Keyring;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.Octets;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Facts;
import org.emailflow.store.IdAnswer;
import org.emailflow.store.IdQuestion;
import org.emailflow.store.NoticeKey;
import org.emailflow.store.Sha256;

/**
 * The room's door: what to do with a message and what goes out for it.
 *
 * <p>The steps of a message are asked one after the other, so that the caller can put one question
 * to the database for a whole batch between two of them: {@link #read}, {@link #decide}, {@link
 * #ids}, {@link #compose}. Immutable and shared by threads.
 */
public final class Relay {
  private final AliasGrammar grammar;
  private final IncomingReader reader;
  private final PluginChain chain;
  private final Decider decider;
  private final Composer composer;
  private final ThirdParties thirdParties;
  private final Notices notices;
  private final Clock clock;

  /**
   * @param chainLines the site's chain file, or {@link BuiltIn#DEFAULT}
   * @throws ChainException when that names what is no plugin
   */
  public Relay(
      Config config, List<String> chainLines, Keyring keys, SecureRandom random, Clock clock)
      throws ChainException {
    this(config, chain(config, chainLines, keys, clock), keys, random, clock);
  }

  Relay(Config config, PluginChain chain, Keyring keys, SecureRandom random, Clock clock) {
    Tokens tokens = new Tokens(keys, random);
    this.grammar = new AliasGrammar(config);
    this.reader = new IncomingReader(config, grammar, tokens);
    this.chain = chain;
    this.decider = new Decider(chain);
    this.composer = new Composer(config, chain, grammar, tokens, new LoopMark(keys), keys, clock);
    this.thirdParties = new ThirdParties(config, grammar);
    this.notices = new Notices(config, grammar, tokens, clock);
    this.clock = clock;
  }

  private static PluginChain chain(Config config, List<String> lines, Keyring keys, Clock clock)
      throws ChainException {
    String source = config.chain().map(Object::toString).orElse("built-in chain");
    return new BuiltIn(config, clock, new LoopMark(keys), new AliasGrammar(config)::isAlias)
        .chain(lines, source);
  }

  public AliasGrammar grammar() {
    return grammar;
  }

  public PluginChain chain() {
    return chain;
  }

  /** Reads a claimed message; see {@link IncomingReader#read}. */
  public Incoming read(Octets octets, Instant received) throws MailException, IOException {
    return reader.read(octets, received);
  }

  /** Since when {@link #decide} must know what went through a conversation. */
  public Instant recentSince() {
    return clock.instant().minus(BuiltIn.RECENT);
  }

  /** What is to be done; {@code trace} is told of each plugin's answer. */
  public Decision decide(Incoming incoming, Facts facts, String name, Consumer<Step> trace)
      throws MailException, IOException {
    return decider.decide(incoming, facts, name, trace);
  }

  /** Whose addresses the message shows and who need a code of their own, by their keys. */
  public Map<String, Mailbox> thirdParties(Decision.Pass pass) {
    return thirdParties.of(pass.transaction());
  }

  /** What {@link #compose} will ask of the Message-IDs. */
  public Set<IdQuestion> ids(Decision.Pass pass, CorrespondentFacts correspondent)
      throws MailException, IOException {
    return composer.ids(pass.transaction(), correspondent);
  }

  /**
   * What goes out, or the verdict of the plugin that stopped it at the last moment.
   *
   * @param answers to the questions of {@link #ids}
   */
  public Composed compose(
      Decision.Pass pass,
      Parties parties,
      Function<IdQuestion, IdAnswer> answers,
      Consumer<Step> trace)
      throws MailException, IOException {
    return composer.compose(pass, parties, answers, trace);
  }

  /** Tells the plugins that observe that it is committed and published. */
  public void queued(Transaction transaction) {
    chain.run(transaction, step -> {}, Hook.QUEUED);
  }

  /** Under which key the sender of a refused message may be told; empty: it may not. */
  public Optional<NoticeKey> noticeKey(Incoming incoming, Refusal refusal) {
    return notices.key(incoming, refusal);
  }

  /** The notice on a refused message. */
  public Outgoing notice(Incoming incoming, Refusal refusal) {
    return notices.refused(incoming, refusal);
  }

  /** Under which key the writer of a message that came back is told; empty: it is not. */
  public Optional<NoticeKey> noticeKey(Decision.Bounced bounced) {
    return notices.key(bounced);
  }

  /**
   * The notice to the writer of a message that came back.
   *
   * @param original that message as it came in, where it is still there
   */
  public Outgoing notice(Decision.Bounced bounced, Optional<Incoming> original) {
    return notices.bounced(bounced, original);
  }

  /** What becomes of a message that cannot be read or cannot be masked. */
  public Decision.Stop cannotPass(MailException e, Optional<Incoming> incoming) {
    return Decider.cannotPass(e, incoming);
  }

  /** The identity of a file that cannot be read as a message: that of all its bytes. */
  public Sha256 identityOfUnreadable(Octets octets) throws IOException {
    return IncomingReader.identityOfUnreadable(octets);
  }
}
