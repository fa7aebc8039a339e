package org.emailflow.mail;

/**
 * How much a message may ask of its reader. Beyond one of these it is refused with a named reason:
 * such a message is an attack or a mistake, and a reader that goes on would do its bidding.
 *
 * @param headerBytes one header section, bytes: {@code header-too-large}
 * @param fieldBytes one field, bytes: {@code field-too-large}. What a field says is held in several
 *     readings at once, so this bounds how much more than the message is needed. An MTA cuts or
 *     refuses such a field long before (Postfix at 100 KB).
 * @param fields fields of one header section: {@code too-many-fields}
 * @param allHeaderBytes all header sections of a message, bytes: {@code headers-too-large}. They
 *     are what stays in memory, so this bounds it.
 * @param allFields fields of all header sections: {@code too-many-fields}
 * @param parts entities of a message, itself included: {@code too-many-parts}
 * @param depth how deep entities may be nested; the message itself is 1: {@code nested-too-deep}
 */
public record Limits(
    int headerBytes,
    int fieldBytes,
    int fields,
    int allHeaderBytes,
    int allFields,
    int parts,
    int depth) {

  /** Far above what real mail has, far below what hurts. */
  public static final Limits DEFAULT =
      new Limits(1 << 20, 1 << 18, 10_000, 2 << 20, 100_000, 10_000, 50);
}
