package org.emailflow.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emailflow.chain.Authenticity;
import org.emailflow.chain.Transaction;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.Mailbox;
import org.emailflow.relay.Decision;
import org.emailflow.relay.Relay;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Direction;
import org.emailflow.store.NewCorrespondent;
import org.emailflow.store.Origin;

/**
 * Who may need a code before a message can be composed.
 *
 * @param writer of a message to a service that does not know it
 * @param copied third parties that the message shows, known to the service or not
 */
record Newcomers(Optional<NewCorrespondent> writer, List<NewCorrespondent> copied) {

  static Newcomers of(Decision.Pass pass, Relay relay) {
    Transaction transaction = pass.transaction();
    boolean unknown =
        transaction.direction() == Direction.TO_SERVICE
            && transaction.facts().correspondent().isEmpty();
    return new Newcomers(
        unknown ? Optional.of(writer(transaction)) : Optional.empty(),
        relay.thirdParties(pass).values().stream()
            .map(box -> newcomer(transaction, box, Origin.COPIED, false))
            .toList());
  }

  private static NewCorrespondent writer(Transaction transaction) {
    boolean verified = transaction.authenticity() == Authenticity.PASS;
    return newcomer(transaction, transaction.writer().orElseThrow(), Origin.MAIL, verified);
  }

  private static NewCorrespondent newcomer(
      Transaction transaction, Mailbox box, Origin origin, boolean verified) {
    return new NewCorrespondent(
        transaction.facts().service().orElseThrow().id(),
        box.address(),
        Addresses.key(box.address()).orElseThrow(),
        box.displayName().orElse(""),
        origin,
        verified);
  }

  void addTo(Set<NewCorrespondent> wanted) {
    writer.ifPresent(wanted::add);
    wanted.addAll(copied);
  }

  /** The third parties by the keys of their addresses. */
  Map<String, CorrespondentFacts> copied(Map<NewCorrespondent, CorrespondentFacts> minted) {
    Map<String, CorrespondentFacts> found = new HashMap<>();
    copied.forEach(newcomer -> found.put(newcomer.key(), minted.get(newcomer)));
    return found;
  }
}
