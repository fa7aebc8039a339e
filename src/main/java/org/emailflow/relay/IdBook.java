package org.emailflow.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.emailflow.config.Keyring;
import org.emailflow.store.IdAnswer;
import org.emailflow.store.LearntId;

/**
 * The Message-IDs of one message, in the recipient's form (RFC 5322 section 3.6.4).
 *
 * <p>An id that the relay made goes back to the original for the party that knows the original,
 * which is the one in whose mail it stood; so threads hold in its mailbox. Every other id becomes,
 * or already has, a form of its own in the relay's domain: an HMAC of key, service and original.
 * The map in the database is read first, so that a rotation of keys moves no id that was ever
 * shown.
 *
 * <p>Each id is looked up and kept, so of one message there must not be any number: a thread has
 * dozens, a calendar file from somebody's archive has thousands. Those beyond the bounds get their
 * form all the same, each time anew, and only the way back is not known.
 *
 * <p>Calendar UIDs (RFC 5545 section 3.8.4.7) go the same way, without the angle brackets.
 */
final class IdBook {
  private static final String PURPOSE = "message-id";
  private static final int MAC_BYTES = 20;

  /** What of one message is looked up and kept: so many ids, and of their characters so many. */
  static final int MOST_IDS = 200;

  private static final int MOST_CHARACTERS = 16_000;

  /** What the map holds of a form; ours are shorter. */
  private static final int LONGEST = 255;

  private final Keyring keys;
  private final String domain;
  private final Function<String, IdAnswer> answers;
  private final Scope scope;
  private final Map<String, String> given = new HashMap<>();
  private final List<LearntId> learnt = new ArrayList<>();
  private long learntCharacters;

  /** Whose ids these are: a party is a correspondent's id, or 0 for the service. */
  record Scope(long serviceId, String serviceCode, long sender) {}

  IdBook(Keyring keys, String domain, Function<String, IdAnswer> answers, Scope scope) {
    this.keys = keys;
    this.domain = domain;
    this.answers = answers;
    this.scope = scope;
  }

  /** The recipient's form of {@code original}, with angle brackets where that has them. */
  String of(String original) {
    String id = bare(original);
    String known = given.get(id);
    String form = known == null ? form(id) : known;
    return id.length() == original.length() ? form : "<" + form + ">";
  }

  /** Those of the ids of a message that are looked up: the first ones. */
  static Set<String> kept(Collection<String> ids) {
    Set<String> kept = new LinkedHashSet<>();
    int characters = 0;
    for (String id : ids) {
      characters += id.length();
      if (kept.size() == MOST_IDS || characters > MOST_CHARACTERS) {
        break;
      }
      kept.add(id);
    }
    return kept;
  }

  /** What the map has to learn from this message. */
  List<LearntId> learnt() {
    return List.copyOf(learnt);
  }

  /**
   * Has the map learn that {@code party} knows {@code original} too, by that very name or by the
   * one that it is shown.
   */
  void share(String original, long party, boolean asShown) {
    String id = bare(original);
    String shown = bare(of(id));
    if (shown.getBytes(UTF_8).length <= LONGEST) {
      learnt.add(new LearntId(shown, party, scope.serviceId(), asShown ? shown : id));
    }
  }

  private String form(String id) {
    IdAnswer answer = answers.apply(id);
    if (answer.original().isPresent()) {
      return answer.original().get();
    }
    String mapped = answer.mapped().orElseGet(() -> made(id));
    learntCharacters += id.length();
    if (learnt.size() < MOST_IDS && learntCharacters <= MOST_CHARACTERS) {
      learnt.add(new LearntId(mapped, scope.sender(), scope.serviceId(), id));
      given.put(id, mapped);
    }
    return mapped;
  }

  private String made(String id) {
    byte[] mac = keys.sign(PURPOSE, scope.serviceCode().getBytes(UTF_8), id.getBytes(UTF_8)).mac();
    return Base32.encode(Arrays.copyOf(mac, MAC_BYTES)) + "@" + domain;
  }

  /** An id without its angle brackets, as the map holds it. */
  static String bare(String id) {
    String stripped = id.strip();
    boolean bracketed = stripped.length() > 1 && stripped.startsWith("<") && stripped.endsWith(">");
    return bracketed ? stripped.substring(1, stripped.length() - 1) : stripped;
  }
}
