package org.emailflow.chain.plugin;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.mail.Mailbox;
import org.emailflow.store.Role;

/**
 * Core: nobody writes as one of our own addresses; what does so is our mail on its way round, or a
 * forwarder's that kept our From.
 *
 * <p>Denied, and nobody is told: the party behind that alias did not write it, and an envelope
 * sender of such mail is a forwarder or a forger.
 *
 * <p>Who could send this, and what would they gain? Anybody can put an alias into From, as often as
 * he likes, so it is no matter for a person's eyes ({@code failed/}): it would be buried there. It
 * is asked before the code is looked up, so that the answer is the same for a code that works and
 * one that does not.
 */
final class OwnAddress implements Plugin {
  private final Predicate<String> ownAddress;

  /**
   * Makes the plugin.
   *
   * @param ownAddress whether an address is one of the relay's own codes
   */
  OwnAddress(Predicate<String> ownAddress) {
    this.ownAddress = ownAddress;
  }

  @Override
  public String name() {
    return "own_address";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.MAIL);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    Optional<String> sender = transaction.envelope().origin();
    Optional<String> writer = transaction.writer().map(Mailbox::address);
    boolean bounce = transaction.alias().role() == Role.BOUNCE;
    boolean ours = sender.filter(ownAddress).isPresent() || writer.filter(ownAddress).isPresent();
    return ours && !bounce ? Verdict.deny("5.4.6", "loop-own-address") : Verdict.DECLINED;
  }
}
