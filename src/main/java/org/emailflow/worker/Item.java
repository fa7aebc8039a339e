package org.emailflow.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emailflow.chain.Transaction;
import org.emailflow.mail.Octets;
import org.emailflow.relay.Decision;
import org.emailflow.relay.Incoming;
import org.emailflow.relay.Outgoing;
import org.emailflow.relay.Refusal;
import org.emailflow.spool.Claim;
import org.emailflow.spool.Staged;
import org.emailflow.store.ConversationChange;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Direction;
import org.emailflow.store.Disposition;
import org.emailflow.store.Facts;
import org.emailflow.store.IdQuestion;
import org.emailflow.store.Kind;
import org.emailflow.store.Sha256;
import org.emailflow.store.Suspects;

/**
 * One message on its way through a batch: what each step found out for the next. Belongs to one
 * batch and one thread; set step by step, never shared.
 */
final class Item {
  private final Claim claim;
  private final boolean waited;
  private FileChannel channel;

  private Incoming incoming;
  private Sha256 identity;
  private Facts facts;
  private Facts.Earlier retry;
  private Decision decision;
  private CorrespondentFacts correspondent;
  private Map<String, CorrespondentFacts> copied = Map.of();
  private ConversationChange change;
  private Collection<IdQuestion> ids = List.of();
  private Refusal refusal;
  private Ending ending;
  private final List<Outgoing> outgoing = new ArrayList<>();
  private final List<Staged> staged = new ArrayList<>();
  private long ledgerId;
  private Ending condemned;
  private boolean doubted;
  private boolean left;
  private Trial trial = Trial.NONE;
  private boolean suspect;
  private boolean convicted;

  private Item(Claim claim, boolean waited) {
    this.claim = claim;
    this.waited = waited;
  }

  static Item arrived(Claim claim) {
    return new Item(claim, false);
  }

  /** From {@code deferred/}: its time has come. */
  static Item due(Claim claim) {
    return new Item(claim, true);
  }

  Claim claim() {
    return claim;
  }

  /** Whether it was claimed from {@code deferred/}. */
  boolean waited() {
    return waited;
  }

  /**
   * A worker died while it had this one, among others or alone and on its {@code trial}. When that
   * is over it is not even read, and a death in which it is put away counts no more.
   */
  static Item suspect(Claim claim, Suspects.Deaths deaths, Trial trial) {
    Item item = new Item(claim, false);
    item.suspect = true;
    if (Trial.convicts(deaths)) {
      item.convicted = true;
      item.condemn(
          new Ending(
              Disposition.FAILED,
              Kind.MESSAGE,
              "killed-worker",
              Optional.of(
                  "a worker died %d times over this message (%s)"
                      .formatted(deaths.count(), deaths.stage()))));
    } else {
      item.trial = trial;
    }
    return item;
  }

  boolean suspect() {
    return suspect;
  }

  /**
   * Goes through one stage, on its trial if it is a suspect. The original is closed behind each: a
   * thousand messages may be in hand, and a process may not have that many files open. It is in our
   * own folder, so the next stage finds the same bytes.
   */
  void run(Trial.Stage stage, Runnable work) {
    try {
      trial.run(stage, work);
    } finally {
      close();
    }
  }

  /** Whether it must not be read any more. */
  boolean convicted() {
    return convicted;
  }

  /** Whether it was read, or cannot be. */
  boolean isRead() {
    return identity != null || left;
  }

  /** It is what that deferred row waits for, which is carried on. */
  void retry(Facts.Earlier row) {
    retry = row;
  }

  Optional<Facts.Earlier> retry() {
    return Optional.ofNullable(retry);
  }

  /**
   * The original: a small one is read at once. Bodies of others are streamed, so their file is
   * opened anew in each stage that needs them.
   */
  Octets octets() throws IOException {
    return Octets.of(this::channel);
  }

  private FileChannel channel() throws IOException {
    if (channel == null) {
      channel = claim.open();
    }
    return channel;
  }

  private void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close " + claim.path(), e);
      }
      channel = null;
    }
  }

  void read(Incoming as) {
    incoming = as;
    identity = as.identity();
  }

  /** What is not read still has an identity: that of its bytes, or of its name. */
  void unreadable(Sha256 of) {
    identity = of;
  }

  Optional<Incoming> incoming() {
    return Optional.ofNullable(incoming);
  }

  Sha256 identity() {
    return identity;
  }

  void facts(Facts known) {
    facts = known;
  }

  Facts facts() {
    return facts;
  }

  void decide(Decision is) {
    decision = is;
  }

  Optional<Decision> decision() {
    return Optional.ofNullable(decision);
  }

  /** The decision to send it on, while nothing has ended it. */
  Optional<Decision.Pass> pass() {
    return ending == null && decision instanceof Decision.Pass pass
        ? Optional.of(pass)
        : Optional.empty();
  }

  /** The transaction as the decision sees it: with the alias that a token stands for. */
  Optional<Transaction> transaction() {
    if (decision instanceof Decision.Pass pass) {
      return Optional.of(pass.transaction());
    }
    return incoming().map(in -> in.transaction(facts));
  }

  /** Which way it goes; empty for what goes to nobody: a bounce, or no address of ours. */
  Optional<Direction> direction() {
    return decision instanceof Decision.Pass pass
        ? Optional.of(pass.transaction().direction())
        : incoming().flatMap(Incoming::direction);
  }

  /** Its row in the ledger; decided again after it was denied or failed, it gets a new one. */
  int generation() {
    return retry().map(Facts.Earlier::generation).orElseGet(() -> facts.nextGeneration());
  }

  void ids(Collection<IdQuestion> asked) {
    ids = asked;
  }

  /** What is asked about its Message-IDs. */
  Collection<IdQuestion> ids() {
    return ids;
  }

  void correspondent(CorrespondentFacts is) {
    correspondent = is;
  }

  Optional<CorrespondentFacts> correspondent() {
    return Optional.ofNullable(correspondent)
        .or(() -> Optional.ofNullable(facts).flatMap(Facts::correspondent));
  }

  void copied(Map<String, CorrespondentFacts> are) {
    copied = are;
  }

  /** Third parties that it shows, by the keys of their addresses. */
  Map<String, CorrespondentFacts> copied() {
    return copied;
  }

  void change(ConversationChange is) {
    change = is;
  }

  /** What it changes in its conversation, once it is relayed. */
  Optional<ConversationChange> change() {
    return Optional.ofNullable(change);
  }

  /** Ends it whatever is decided: the database refuses what came of it otherwise. */
  void condemn(Ending with) {
    condemned = with;
    ending = with;
  }

  boolean condemned() {
    return condemned != null;
  }

  /** The database gave an error over this one alone, and nobody can tell yet whose fault it is. */
  void doubt() {
    doubted = true;
  }

  boolean doubted() {
    return doubted;
  }

  /** Leaves it aside: it cannot be read now, and goes back to the inbox when the sweep ends. */
  void leave() {
    left = true;
  }

  boolean left() {
    return left;
  }

  /** What an earlier batch committed for this very file; there is nothing to record for it. */
  Optional<Facts.Earlier> settled() {
    return decision instanceof Decision.Settled settled
        ? Optional.of(settled.earlier())
        : Optional.empty();
  }

  void end(Ending with) {
    ending = with;
  }

  void refuse(Ending with, Optional<Refusal> told) {
    ending = with;
    refusal = told.orElse(null);
  }

  boolean ended() {
    return ending != null;
  }

  Ending ending() {
    return ending;
  }

  Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  List<Outgoing> outgoing() {
    return outgoing;
  }

  List<Staged> staged() {
    return staged;
  }

  void recorded(long id) {
    ledgerId = id;
  }

  /** The row of this batch; 0 when there is none. */
  long ledgerId() {
    return ledgerId;
  }

  /** The row that tells of this file, of this batch or an earlier one. */
  long recordedId() {
    return settled().map(Facts.Earlier::id).orElse(ledgerId);
  }

  /** Forgets everything but the claim: the batch is decided anew. */
  void reset() {
    incoming = null;
    identity = null;
    facts = null;
    retry = null;
    decision = null;
    correspondent = null;
    copied = Map.of();
    change = null;
    ids = List.of();
    refusal = null;
    ending = condemned;
    outgoing.clear();
    staged.clear();
    ledgerId = 0;
  }
}
