package org.emailflow.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * The transaction of one batch of messages. Each method is one round trip to the server, whatever
 * the number of messages, and none for an empty one: a whole batch takes at most ten, {@link
 * #commit} and the marks of {@link Recovery#settled} among them.
 *
 * <p>Promises: nothing is there for others until {@link #commit} returns; after it, all of it is.
 * If any method fails, the transaction is undone and the batch is of no further use: begin again
 * with a new one. Where {@link StoreException#retryable()} says so, doing that at once is worth it.
 * Fails with {@link StoreException}. Not thread-safe; one at a time on a {@link Database}.
 */
public final class Batch implements AutoCloseable {

  private final Database database;
  private final Codes codes;
  private final String owner;
  private boolean failed;
  private boolean open;

  Batch(Database database, Codes codes, String owner) {
    this.database = database;
    this.codes = codes;
    this.owner = owner;
  }

  /**
   * What is known about each message, in the order of the questions.
   *
   * @param recentSince from when on {@link ConversationFacts#recent} counts
   */
  public List<Facts> facts(List<Question> questions, Instant recentSince) {
    return ask(questions, List.of(), ctx -> FactsQuery.run(ctx, questions, recentSince));
  }

  /**
   * Makes codes for those that have none, and returns everyone's. Fifty workers that ask at once
   * for one user get one code; the conversation in the answer is always empty, because who needs
   * this was not known to {@link #facts}.
   */
  public Map<NewCorrespondent, CorrespondentFacts> mint(
      Collection<NewCorrespondent> users, Instant now) {
    return ask(users, Map.of(), ctx -> new CorrespondentInsert(ctx, codes, now).run(users));
  }

  /**
   * How each id stands in the space of the recipient; {@link IdAnswer#UNKNOWN} for one that was
   * never seen.
   */
  public Map<IdQuestion, IdAnswer> ids(Collection<IdQuestion> questions) {
    return ask(questions, Map.of(), ctx -> MessageIds.find(ctx, questions));
  }

  /**
   * Which of these notices may go out now: one a sender, case and rolling 24 hours. Charged with
   * this transaction.
   */
  public Set<NoticeKey> notices(Collection<NoticeKey> wanted, Instant now) {
    return ask(wanted, Set.of(), ctx -> NoticeLimit.charge(ctx, wanted, now));
  }

  /**
   * Writes the ledger and returns each entry's id, in the order of the entries. Empty where the row
   * is another worker's or another copy's: nothing was written for that entry, and the caller must
   * decide its message anew. An entry with more than one attempt changes, in place, the deferred
   * row of the attempt before it.
   */
  public List<OptionalLong> record(List<LedgerEntry> entries) {
    return ask(entries, List.of(), ctx -> LedgerInsert.run(ctx, entries));
  }

  /** Writes the outbox. */
  public void outbound(List<OutboundEntry> entries) {
    outbound(entries, List.of());
  }

  /**
   * Writes the outbox, and what came back of messages that had left before.
   *
   * @param bounces of a message that has one already, the new one changes nothing
   */
  public void outbound(List<OutboundEntry> entries, List<Bounce> bounces) {
    List<Object> all = new ArrayList<>(entries);
    all.addAll(bounces);
    ask(all, 0, ctx -> Outbox.write(ctx, entries, bounces));
  }

  /**
   * Keeps the mapped ids; what is known already stays as it is, and an original that is too long to
   * keep is left out.
   */
  public void learn(Collection<LearntId> ids) {
    ask(ids, 0, ctx -> MessageIds.learn(ctx, ids));
  }

  /**
   * Counts relayed messages in their conversations; those of one conversation in the order given.
   */
  public void tally(List<ConversationChange> changes) {
    ask(changes, 0, ctx -> ConversationTally.run(ctx, changes));
  }

  /**
   * The commit point of design section 4; fails where recovery has fenced the worker. If it fails
   * because the connection was lost, nobody knows whether the server had heard: {@link
   * Recovery#fence} makes sure, then the rows tell.
   */
  public void commit() {
    ask(List.of(owner), 0, ctx -> Fence.commit(ctx, owner));
    open = false;
  }

  /**
   * Undoes what was not committed, and asks nothing of the server where all was; where that is
   * away, it does so by itself.
   */
  public void rollback() {
    if (open) {
      open = false;
      database.rollback();
    }
  }

  /** As {@link #rollback}. */
  @Override
  public void close() {
    rollback();
  }

  private <T> T ask(Collection<?> about, T nothing, Function<DSLContext, T> work) {
    usable();
    if (about.isEmpty()) {
      return nothing;
    }
    open = true;
    try {
      return database.run(work);
    } catch (RuntimeException e) {
      failed = true;
      rollback();
      throw e;
    }
  }

  /** What came before is undone: to go on would commit half of the batch. */
  private void usable() {
    if (failed) {
      throw new IllegalStateException("this batch has failed and is undone; begin a new one");
    }
  }
}
