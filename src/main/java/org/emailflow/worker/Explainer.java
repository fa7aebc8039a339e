package org.emailflow.worker;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.emailflow.chain.Authenticity;
import org.emailflow.chain.Step;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.Octets;
import org.emailflow.relay.BounceMeaning;
import org.emailflow.relay.Composed;
import org.emailflow.relay.Decision;
import org.emailflow.relay.Incoming;
import org.emailflow.relay.Parties;
import org.emailflow.relay.Relay;
import org.emailflow.store.Batch;
import org.emailflow.store.ConversationFacts;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Facts;
import org.emailflow.store.IdAnswer;
import org.emailflow.store.IdQuestion;
import org.emailflow.store.Origin;

/**
 * Says what would happen to a message, by asking the same rooms as a sweep does, and writes
 * nothing: what is read of the database is rolled back, and a user who has no code yet gets none.
 */
public final class Explainer {
  private final Relay relay;
  private final Supplier<Batch> batches;
  private final Clock clock;

  public Explainer(Relay relay, Supplier<Batch> batches, Clock clock) {
    this.relay = relay;
    this.batches = batches;
    this.clock = clock;
  }

  /**
   * What would happen, and each plugin's answer on the way.
   *
   * @param detail more on the ending, for a person; empty where the reason says it all
   */
  public record Explanation(Outcome outcome, List<Step> steps, Optional<String> detail) {}

  /**
   * Explains one message as the MTA would have delivered it.
   *
   * @throws IOException when the file cannot be read
   */
  public Explanation explain(Octets octets, String name, Instant received) throws IOException {
    List<Step> steps = new ArrayList<>();
    Optional<Incoming> incoming = Optional.empty();
    try (Batch batch = batches.get()) {
      incoming = Optional.of(relay.read(octets, received));
      Facts facts = batch.facts(List.of(incoming.get().question()), relay.recentSince()).get(0);
      Decision decision = decide(incoming.get(), facts, name, steps);
      return explanation(batch, incoming.get(), facts, decision, name, steps);
    } catch (MailException e) {
      Decision.Stop stop = relay.cannotPass(e, incoming);
      Ending ending =
          new Ending(stop.disposition(), stop.kind(), stop.reason(), Optional.of(e.getMessage()));
      return new Explanation(
          outcome(name, incoming, ending, Optional.empty()), steps, ending.detail());
    }
  }

  /**
   * What was seen before is decided without the chain; it is asked all the same, for its answers.
   */
  private Decision decide(Incoming incoming, Facts facts, String name, List<Step> steps)
      throws MailException, IOException {
    Decision decision = relay.decide(incoming, facts, name, steps::add);
    if (steps.isEmpty() && facts.earlier().isPresent()) {
      relay.decide(incoming, facts.withoutEarlier(), name, steps::add);
    }
    return decision;
  }

  private Explanation explanation(
      Batch batch, Incoming incoming, Facts facts, Decision decision, String name, List<Step> steps)
      throws MailException, IOException {
    Ending ending =
        decision instanceof Decision.Pass pass
            ? passed(batch, facts, pass, steps::add)
            : Ending.of(decision).orElseThrow();
    Outcome outcome =
        outcome(name, Optional.of(incoming), ending, Outcomes.bounce(Optional.of(decision)));
    return new Explanation(outcome, List.copyOf(steps), ending.detail());
  }

  private Ending passed(Batch batch, Facts facts, Decision.Pass pass, Consumer<Step> trace)
      throws MailException, IOException {
    Mailbox writer = pass.transaction().writer().orElseThrow();
    CorrespondentFacts user =
        facts.correspondent().orElseGet(() -> newcomer(pass, writer, Origin.MAIL));
    Map<String, CorrespondentFacts> copied = new HashMap<>();
    relay
        .thirdParties(pass)
        .forEach((key, box) -> copied.put(key, newcomer(pass, box, Origin.COPIED)));
    Map<IdQuestion, IdAnswer> answers = batch.ids(relay.ids(pass, user));
    Composed composed =
        relay.compose(
            pass,
            new Parties(user, copied),
            question -> answers.getOrDefault(question, IdAnswer.UNKNOWN),
            trace);
    return composed
        .stop()
        .flatMap(Ending::of)
        .orElseGet(() -> Ending.relayed(pass, composed.outgoing().orElseThrow()));
  }

  /** Stands for somebody to whom a sweep would give a code. */
  private CorrespondentFacts newcomer(Decision.Pass pass, Mailbox box, Origin origin) {
    return new CorrespondentFacts(
        -1,
        pass.transaction().facts().service().orElseThrow().id(),
        "0000000000000000",
        box.address(),
        box.address(),
        "",
        false,
        origin,
        origin == Origin.MAIL && pass.transaction().authenticity() == Authenticity.PASS,
        clock.instant(),
        ConversationFacts.NONE);
  }

  private static Outcome outcome(
      String name, Optional<Incoming> incoming, Ending ending, Optional<BounceMeaning> bounce) {
    return new Outcome(
        name,
        0,
        incoming.flatMap(in -> in.envelope().sender()).orElse(""),
        incoming.map(in -> in.envelope().recipient()).orElse(""),
        incoming.flatMap(Incoming::direction),
        ending.kind(),
        ending.disposition(),
        ending.reason(),
        List.of(),
        bounce);
  }
}
