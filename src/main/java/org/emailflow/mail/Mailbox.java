package org.emailflow.mail;

import java.util.Optional;

/**
 * Someone's address with the name shown for it (RFC 5322 section 3.4).
 *
 * <p>Line ends and other control characters are taken out of both, so that no value can ever begin
 * a header field of its own.
 *
 * @param name the display name, decoded; null if there is none
 * @param address {@code local@domain} as written
 */
public record Mailbox(String name, String address) {

  /** Cleans the values. */
  public Mailbox {
    name = name == null ? null : withoutControls(name, " ").strip();
    name = name == null || name.isEmpty() ? null : name;
    address = withoutControls(address, "");
  }

  /** A mailbox without a name. */
  public static Mailbox of(String address) {
    return new Mailbox(null, address);
  }

  /** The display name. */
  public Optional<String> displayName() {
    return Optional.ofNullable(name);
  }

  /** What stands before the last {@code @}; empty if there is none. */
  public String local() {
    return address.substring(0, Math.max(0, address.lastIndexOf('@')));
  }

  /** What stands after the last {@code @}. */
  public String domain() {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  private static String withoutControls(String value, String with) {
    StringBuilder out = null;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (isControl(c) && out == null) {
        out = new StringBuilder(value.length()).append(value, 0, i);
      }
      if (out != null) {
        out.append(isControl(c) ? with : String.valueOf(c));
      }
    }
    return out == null ? value : out.toString();
  }

  /** U+2028 and U+2029 end a line too, for some readers. */
  private static boolean isControl(char c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
  }
}
