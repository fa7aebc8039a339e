package org.emailflow.spool;

import java.time.LocalDate;
import java.util.Optional;

/**
 * An original to put away (S4 to S5).
 *
 * @param claim the original
 * @param box where to
 * @param day the folder below {@code done/}; of no account for the other boxes
 * @param ledgerId tells this original from another of the same name in the box
 * @param why one line of JSON for {@code failed/<name>.why}; only for {@link Box#FAILED}
 */
public record Archival(Claim claim, Box box, LocalDate day, long ledgerId, Optional<String> why) {

  public Archival {
    if (why.isPresent() && box != Box.FAILED) {
      throw new IllegalArgumentException("only failed/ keeps reasons: " + claim.name());
    }
    if (why.map(line -> line.indexOf('\n') >= 0).orElse(false)) {
      throw new IllegalArgumentException("a reason is one line: " + claim.name());
    }
  }
}
