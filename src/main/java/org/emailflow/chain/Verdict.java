package org.emailflow.chain;

import java.util.Objects;

/**
 * What a plugin says of a message, in qpsmtpd's words and one of ours ({@code HOLD}).
 *
 * @param reason a name in kebab-case ({@code wrong-writer}); it goes to the ledger, to the JSON of
 *     a sweep and to reports, so it never holds an address or a sentence; empty for DECLINED
 * @param status the enhanced status code of RFC 3463, such as {@code 5.1.1}; for DENY only
 */
public record Verdict(Word word, String reason, String status) {
  /** No opinion: ask the next. */
  public static final Verdict DECLINED = new Verdict(Word.DECLINED, "", "");

  public Verdict {
    Objects.requireNonNull(word);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(status);
  }

  /** The words; a {@code switch} over them needs no default. */
  public enum Word {
    DECLINED,
    OK,
    DONE,
    DENY,
    DENYSOFT,
    HOLD
  }

  /** Accepted: no other site plugin is asked on this hook. */
  public static Verdict ok(String reason) {
    return new Verdict(Word.OK, reason, "");
  }

  /** Consumed on purpose: discarded, and nobody is told. */
  public static Verdict done(String reason) {
    return new Verdict(Word.DONE, reason, "");
  }

  /** Never; the sender is told where that is safe. */
  public static Verdict deny(String status, String reason) {
    return new Verdict(Word.DENY, reason, status);
  }

  /** Not now: deferred and tried again. */
  public static Verdict denySoft(String reason) {
    return new Verdict(Word.DENYSOFT, reason, "");
  }

  /** A person must look: the original waits in {@code failed/} with this reason. */
  public static Verdict hold(String reason) {
    return new Verdict(Word.HOLD, reason, "");
  }

  /** Whether the message's way ends here. */
  public boolean ends() {
    return word != Word.DECLINED && word != Word.OK;
  }
}
