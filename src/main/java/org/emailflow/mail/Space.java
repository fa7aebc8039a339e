package org.emailflow.mail;

import java.util.List;
import java.util.Optional;

/**
 * The recipient's view of the world: how a translation shows it the sender, itself and everyone
 * else. Asked often, so it answers from memory; {@link MessageTranslator#ids} says beforehand which
 * ids will be asked for.
 */
public interface Space {

  /** How a mailbox of an address field may be shown to the recipient; empty: left out. */
  Optional<Mailbox> show(Mailbox mailbox);

  /** Addresses replaced wherever they stand in text and headers. */
  List<AddressRule> rules();

  /** The recipient's form of a Message-ID (with angle brackets), or of a calendar UID. */
  String id(String original);
}
