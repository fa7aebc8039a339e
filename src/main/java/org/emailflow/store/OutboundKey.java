package org.emailflow.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The n-th outbound message of a ledger row; n counts from 1. */
public record OutboundKey(long ledgerId, int n) {

  /** No sign, no leading zero, nothing that a long or an int cannot hold. */
  private static final Pattern FILE_NAME =
      Pattern.compile("([1-9][0-9]{0,17})\\.([1-9][0-9]{0,8})\\.eml");

  /** Its file in {@code queue/new} and wherever a courier moves it. */
  public String fileName() {
    return ledgerId + "." + n + ".eml";
  }

  /** The message whose file is called so; empty if none of ours ever is. */
  public static Optional<OutboundKey> ofFileName(String name) {
    Matcher file = FILE_NAME.matcher(name);
    return file.matches()
        ? Optional.of(
            new OutboundKey(Long.parseLong(file.group(1)), Integer.parseInt(file.group(2))))
        : Optional.empty();
  }
}
