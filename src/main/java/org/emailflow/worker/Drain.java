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
   * @param more called when the first batch is claimed, while it is read, if there is work for
   *     others too
   */
  void run(Runnable more) {
    List<Claim> first = claim();
    Future<List<Item>> next = crew.start(() -> read(first));
    try {
      if (first.size() == BATCH) {
        more.run();
      }
      List<Item> items = Crew.await(next);
      while (!items.isEmpty()) {
        next = crew.start(() -> read(claim()));
        hands.batches().run(items);
        items = Crew.await(next);
      }
    } catch (RuntimeException | Error e) {
      giveBack(next, e);
      throw e;
    }
  }

  private List<Claim> claim() {
    return hands.owner().claim(inbox, BATCH, wanted);
  }

  private List<Item> read(List<Claim> claims) {
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
