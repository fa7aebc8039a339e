package org.emailflow.store;

/** The n-th outbound message of a ledger row; n counts from 1. */
public record OutboundKey(long ledgerId, int n) {

  /** Its file in {@code queue/new} and wherever a courier moves it. */
  public String fileName() {
    return ledgerId + "." + n + ".eml";
  }
}
