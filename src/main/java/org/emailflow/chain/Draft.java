package org.emailflow.chain;

import java.util.ArrayList;
import java.util.List;
import org.emailflow.mail.Chars;

/**
 * An outbound message before it is written: what a plugin on {@link Hook#OUTBOUND} may change.
 *
 * <p>One draft belongs to one message and one thread. The envelope sender cannot be changed: it
 * carries the token by which a bounce finds its way.
 */
public final class Draft {
  private String recipient;
  private final List<String> fields = new ArrayList<>();
  private final boolean answer;

  /**
   * Makes a draft.
   *
   * @param answer as {@link #isAnswer}
   */
  public Draft(String recipient, List<String> fields, boolean answer) {
    this.recipient = recipient;
    this.fields.addAll(fields);
    this.answer = answer;
  }

  /**
   * Whether In-Reply-To or References name a message of this conversation: on the way to the
   * service one that this correspondent got through us, on the way to the correspondent one that it
   * wrote or was named in.
   */
  public boolean isAnswer() {
    return answer;
  }

  /** The real address that the message goes to. */
  public String recipient() {
    return recipient;
  }

  public void redirect(String address) {
    recipient = address;
  }

  /** The fields that the relay adds on top, each a whole {@code Name: value} without a line end. */
  public List<String> fields() {
    return List.copyOf(fields);
  }

  /**
   * Adds a field on top.
   *
   * @throws IllegalArgumentException when the value would break out of its field
   */
  public void addField(String name, String value) {
    String line = name + ": " + value;
    if (Chars.any(line, c -> c == '\r' || c == '\n' || c == 0)) {
      throw new IllegalArgumentException("line end in field " + name);
    }
    fields.add(line);
  }
}
