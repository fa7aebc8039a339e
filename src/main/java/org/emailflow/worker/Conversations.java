package org.emailflow.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.emailflow.store.ConversationChange;
import org.emailflow.store.ConversationFacts;
import org.emailflow.store.CorrespondentFacts;

/**
 * What the messages of one batch do to their conversations, one after the other: the facts were
 * asked for all of them at once, and twenty messages to one person would each find it unanswered.
 * For several threads, of which each has conversations of its own.
 */
final class Conversations {
  private final Map<Long, ConversationFacts> later = new ConcurrentHashMap<>();

  /** The correspondent as the messages so far leave it. */
  CorrespondentFacts now(CorrespondentFacts asked) {
    return asked.with(later.getOrDefault(asked.id(), asked.conversation()));
  }

  /** One more message goes out. */
  void went(CorrespondentFacts now, ConversationChange change) {
    later.put(now.id(), now.conversation().plus(change));
  }
}
