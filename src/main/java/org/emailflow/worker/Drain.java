package org.emailflow.worker;

import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.emailflow.spool.Claim;
import org.emailflow.spool.FolderStream;

/**
 * One pair of hands at the inbox: while one batch is run, the next is claimed and read. Several may
 * share a stream of the inbox, each file goes to one of them.
 */
final class Drain {
  /** Enough to share a COMMIT and a sync among many, few enough to be done in a moment. */
  static final int BATCH = 256;

  private final Hands hands;
  private final FolderStream inbox;
  private final Crew crew;
  private final Predicate<String> wanted;

  Drain(Hands hands, FolderStream inbox, Crew crew, Predicate<String> wanted) {
    this.hands = hands;
    this.inbox = inbox;
    this.crew = crew;
    this.wanted = wanted;
  }

  /**
   * Runs until the inbox is empty.
   *
   * @param more called when the first batch is in hand and there is work for others too
   */
  void run(Runnable more) {
    Future<List<Item>> next = crew.start(this::next);
    try {
      List<Item> items = Crew.await(next);
      if (items.size() == BATCH) {
        more.run();
      }
      while (!items.isEmpty()) {
        next = crew.start(this::next);
        hands.batches().run(items);
        items = Crew.await(next);
      }
    } catch (RuntimeException | Error e) {
      giveBack(next, e);
      throw e;
    }
  }

  private List<Item> next() {
    List<Claim> claims = hands.owner().claim(inbox, BATCH, wanted);
    List<Item> items = claims.stream().map(Item::arrived).toList();
    hands.batches().read(items);
    return items;
  }

  /** What was read for a batch that will not be. */
  private void giveBack(Future<List<Item>> next, Throwable why) {
    try {
      hands.batches().giveBack(Crew.await(next));
    } catch (RuntimeException | Error e) {
      if (e != why) {
        why.addSuppressed(e);
      }
    }
  }
}
