package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists of mailboxes as they stand in address fields (RFC 5322 section 3.4). */
public final class AddressList {
  private AddressList() {}

  /**
   * Reads the body of an address field, whatever it is, without ever failing: groups are flattened,
   * names decoded, comments taken for names where there is no other, routes left out, a missing
   * comma supplied. What has no {@code @} is no mailbox.
   *
   * @param body as of {@link Field#body()}
   */
  public static List<Mailbox> parse(String body) {
    List<Mailbox> found = new AddressParser(body).parse();
    if (found.isEmpty() && body.contains("=?")) {
      // Some programs encode the address together with its name.
      return new AddressParser(EncodedWords.decode(body)).parse();
    }
    return found;
  }

  /** The mailboxes of all fields of a name. */
  public static List<Mailbox> of(Header header, String name) {
    return header.all(name).stream().flatMap(f -> parse(f.body()).stream()).toList();
  }

  /** The only mailbox of a list; empty if there is none or several. */
  public static Optional<Mailbox> only(List<Mailbox> list) {
    return list.size() == 1 ? Optional.of(list.get(0)) : Optional.empty();
  }

  /**
   * Writes a field body: names encoded (RFC 2047) and quoted where they must be, folded so that
   * lines have at most 78 characters where they can, and none has more than 998.
   *
   * @param column how far the field's name and colon go
   * @param lineEnd what to fold with; the body itself has none at its end
   */
  public static String format(List<Mailbox> mailboxes, int column, String lineEnd) {
    List<String> words = new ArrayList<>();
    for (Mailbox mailbox : mailboxes) {
      if (!words.isEmpty()) {
        words.set(words.size() - 1, words.get(words.size() - 1) + ",");
      }
      words.addAll(AddressWriter.words(mailbox));
    }
    return AddressWriter.fold(words, column, lineEnd);
  }
}
