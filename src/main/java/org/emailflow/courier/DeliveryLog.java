package org.emailflow.courier;

import java.util.function.Consumer;
import org.emailflow.spool.QueueOwner.Fate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One line an attempt, as an MTA writes it: what came of it, under the ledger id (SLF4J's MDC). A
 * refusal is a warning. The MTA's words may hold an address, so they are in it only where the site
 * allows addresses in its log; the ledger has them in any case.
 */
public final class DeliveryLog implements Consumer<Delivered> {

  private static final String LEDGER = "ledger";

  private static final Logger log = LoggerFactory.getLogger("org.emailflow.deliver");

  private final boolean addresses;

  /**
   * Makes a log.
   *
   * @param addresses whether real addresses may stand in it
   */
  public DeliveryLog(boolean addresses) {
    this.addresses = addresses;
  }

  @Override
  public void accept(Delivered delivered) {
    String name = delivered.name();
    MDC.put(LEDGER, name.substring(0, name.indexOf('.')));
    try {
      if (delivered.fate() == Fate.REFUSED) {
        log.warn("{}; it is in queue/bad", text(delivered));
      } else {
        log.info("{}", text(delivered));
      }
    } finally {
      MDC.remove(LEDGER);
    }
  }

  private String text(Delivered delivered) {
    StringBuilder text = new StringBuilder(delivered.word());
    delivered.status().ifPresent(status -> text.append(' ').append(status));
    text.append(" file=").append(delivered.name());
    if (addresses) {
      text.append(" reply=\"").append(delivered.reply()).append('"');
    }
    return text.toString();
  }
}
