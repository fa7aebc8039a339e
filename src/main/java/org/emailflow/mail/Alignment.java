package org.emailflow.mail;

import java.util.Set;

/**
 * Whether one domain may speak for another (RFC 7489 section 3.1, relaxed).
 *
 * <p>Here: they are equal, or one is above the other in the tree, and neither is a suffix under
 * which strangers register. Two siblings ({@code mail.a.example}, {@code www.a.example}) are not
 * taken for one: that needs the list of public suffixes, which changes weekly. A {@code dmarc=}
 * result of the MTA, which has the list, tells of those.
 */
public final class Alignment {
  /** What countries put in place of {@code com}: {@code co.uk}, {@code com.ar}, {@code gob.es}. */
  private static final Set<String> SECOND_LEVEL =
      Set.of(
          "ac", "co", "com", "edu", "gob", "gouv", "gov", "govt", "go", "ltd", "me", "mil", "ne",
          "net", "nom", "or", "org", "plc", "sch");

  private Alignment() {}

  /** Whether the two are aligned; in any case, internationalised or not. */
  public static boolean of(String one, String other) {
    String a = Addresses.domainKey(one);
    String b = Addresses.domainKey(other);
    return a.equals(b)
        ? !a.isEmpty()
        : (a.endsWith("." + b) && !isSuffix(b)) || (b.endsWith("." + a) && !isSuffix(a));
  }

  private static boolean isSuffix(String domain) {
    int dot = domain.indexOf('.');
    boolean two = dot > 0 && domain.indexOf('.', dot + 1) < 0;
    boolean country = two && domain.length() - dot - 1 == 2;
    return dot <= 0 || (country && SECOND_LEVEL.contains(domain.substring(0, dot)));
  }
}
