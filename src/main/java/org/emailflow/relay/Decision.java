package org.emailflow.relay;

import java.util.Optional;
import org.emailflow.chain.Transaction;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.store.Disposition;
import org.emailflow.store.Facts;
import org.emailflow.store.Kind;
import org.emailflow.store.OutboundFacts;

/** What is to be done with a message. */
public sealed interface Decision {

  /** Asks each case its own question, so that a new case does not compile until all answer it. */
  <R> R when(Cases<R> cases);

  /** One method a case. */
  interface Cases<R> {
    R pass(Pass pass);

    R stop(Stop stop);

    R bounced(Bounced bounced);

    R settled(Settled settled);
  }

  /** It is translated and sent on, to the party that the transaction's alias names. */
  record Pass(Transaction transaction, Kind kind) implements Decision {
    /** Under which name it is in the ledger: receipts and challenges have one, others none. */
    public String reason() {
      String told = transaction.automatic().reason();
      return AutomaticMail.NAMED.contains(told) ? told : "";
    }

    @Override
    public <R> R when(Cases<R> cases) {
      return cases.pass(this);
    }
  }

  /**
   * It ends here.
   *
   * @param kind what it is
   * @param reason a name in kebab-case, never a sentence or an address
   * @param refusal what its sender is told, where that is safe
   */
  record Stop(Disposition disposition, Kind kind, String reason, Optional<Refusal> refusal)
      implements Decision {
    @Override
    public <R> R when(Cases<R> cases) {
      return cases.stop(this);
    }
  }

  /**
   * A mail system tells what became of one of our outbound messages.
   *
   * @param again it has told of that failure before: nothing more comes of it
   */
  record Bounced(Transaction transaction, BounceMeaning meaning, boolean again)
      implements Decision {
    /** Under which name the report is in the ledger. */
    public String reason() {
      String first = again ? "bounce-again" : "bounce";
      return meaning.failure() ? first : "delivery-status";
    }

    /** The message that was not delivered, where this is the first to tell. */
    public Optional<OutboundFacts> undelivered() {
      return transaction.facts().outbound().filter(sent -> meaning.failure() && !again);
    }

    /** The same of a message of which another report has told. */
    public Bounced repeated() {
      return new Bounced(transaction, meaning, true);
    }

    @Override
    public <R> R when(Cases<R> cases) {
      return cases.bounced(this);
    }
  }

  /** The very file that an earlier batch committed is here again: that batch is carried on. */
  record Settled(Facts.Earlier earlier) implements Decision {
    /** What failed keeps its reason, which lies beside it in {@code failed/}. */
    public String reason() {
      return earlier.disposition() == Disposition.FAILED ? earlier.reason() : "carried-on";
    }

    @Override
    public <R> R when(Cases<R> cases) {
      return cases.settled(this);
    }
  }
}
