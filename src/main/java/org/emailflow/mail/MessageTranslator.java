package org.emailflow.mail;

import java.io.IOException;
import java.util.Set;

/**
 * Translates messages from a sender's address space into a recipient's. The door of this half of
 * the room.
 *
 * <p>Promises: only fields of the allow-list go out; no address that the rules name stands in any
 * of them, nor in any text, report or embedded message at any depth, in whatever charset, transfer
 * encoding or escape; what holds none keeps its bytes; parts of other types are copied. Memory
 * grows with the number of edits and one piece of text, not with the message.
 *
 * <p>Fails with a {@link MailException} (permanent, named) for what the options refuse ({@code
 * signed}, {@code signed-opaque}, {@code encrypted}) and for what goes beyond the limits ({@code
 * enclosure-too-large}, {@code nested-too-deep}, and those of {@link Limits}).
 *
 * <p>Immutable, safe for several threads.
 */
public final class MessageTranslator {

  private final Limits limits;

  /**
   * @param limits for messages within messages that are encoded, and so are first read here
   */
  public MessageTranslator(Limits limits) {
    this.limits = limits;
  }

  /**
   * Translates a message. Nothing is written yet; the message's bytes must stay readable until the
   * result is written.
   */
  public Outbound translate(
      Message message, OutgoingHeader header, Space space, TranslationOptions options)
      throws MailException, IOException {
    Notes notes = new Notes();
    Splices splices = new Splices(message.octets());
    Lexicon lexicon = Lexicon.of(message.root(), space, options, header);
    EntityTranslator.of(message, splices, lexicon, notes, limits).top(message.root(), header);
    return new Outbound(splices, notes);
  }

  /**
   * The Message-IDs and calendar UIDs that a translation will ask {@link Space#id} for, so that a
   * caller can look them all up at once: the first ones, for of a long thread only some are asked
   * for, see {@link MessageIds}, but of a calendar any number.
   *
   * @param most how many the caller wants to know
   */
  public Set<String> ids(Message message, int most) throws MailException, IOException {
    return IdWalk.of(message, limits, most);
  }
}
