package org.emailflow.mail;

/**
 * One address that a translation replaces wherever it stands: an address of the sender's space and
 * its form in the recipient's.
 *
 * @param from the address to look for; matched without regard to case, its domain in both forms
 *     (U-labels and A-labels)
 * @param to the address to write in its place, as it is to be shown
 * @param subaddresses whether {@code local+tag@domain} is the same party ({@code from} is {@code
 *     local@domain})
 */
public record AddressRule(String from, String to, boolean subaddresses) {

  public AddressRule {
    int at = from.lastIndexOf('@');
    if (at < 1 || at == from.length() - 1) {
      throw new IllegalArgumentException("not an address: a rule needs local@domain");
    }
  }

  /** The part before the last {@code @}, as written. */
  String local() {
    return from.substring(0, from.lastIndexOf('@'));
  }

  /** The part after the last {@code @}, without a trailing dot. */
  String domain() {
    String domain = from.substring(from.lastIndexOf('@') + 1);
    return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
  }
}
