package org.emailflow.mail;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The ids in links that lead out of the message: {@code cid:} to a part that was left behind when
 * somebody quoted or cut it, {@code mid:} to another message (RFC 2392). They name a host of the
 * sender's as the ids of parts and messages do.
 *
 * <p>An id without such a host stays, whoever made it, but that of a message of the same thread: it
 * changes in {@code References} too. In one that has a host to hide, a message's id goes through
 * the map of ids, so that the link finds the message in the recipient's mailbox; of a part's the
 * host becomes the relay's, and it still leads nowhere.
 */
final class StrayIds {

  private final HostFinder hosts;
  private final Predicate<String> known;
  private final Set<String> taken;
  private final String domain;
  private final UnaryOperator<String> messages;
  private final Supplier<Set<String>> thread;
  private final String ending;

  /** Asked for once, and only where there is a link: most texts have none. */
  private Set<String> ofThread;

  /**
   * @param known whether an id is found in any text, as an address or a part's, and so is no stray
   * @param taken the ids that parts of the message have now
   * @param domain the relay's
   * @param messages the recipient's form of a Message-ID in angle brackets
   * @param thread the Message-IDs of the message and of those that it answers, in angle brackets
   */
  StrayIds(
      HostFinder hosts,
      Predicate<String> known,
      Set<String> taken,
      String domain,
      UnaryOperator<String> messages,
      Supplier<Set<String>> thread) {
    this.hosts = hosts;
    this.known = known;
    this.taken = taken;
    this.domain = domain;
    this.messages = messages;
    this.thread = thread;
    this.ending = ending(taken, domain);
  }

  /** Of a text that has no links. */
  static StrayIds none() {
    return new StrayIds(new HostFinder(List.of()), id -> true, Set.of(), "", id -> id, Set::of);
  }

  /** Whether there is no host to hide. */
  boolean isEmpty() {
    return hosts.isEmpty();
  }

  /**
   * What takes the place of an id as it is written in a link.
   *
   * @param ofMessage whether it is a message's, with a part's behind a slash or not
   */
  Optional<String> mapped(boolean ofMessage, String written) {
    String id = decoded(written);
    boolean strays = hosts.in(id) || (ofMessage && isOfThread(messageOf(id)));
    if (!strays || known.test(id)) {
      return Optional.empty();
    }
    String mapped = ofMessage ? message(id) : part(id);
    return Optional.of(written.indexOf('@') < 0 && id.indexOf('@') >= 0 ? escaped(mapped) : mapped);
  }

  private static String decoded(String written) {
    return Views.unescaped(Views.unescaped(TextView.of(written))).toString();
  }

  private static String escaped(String id) {
    return id.replace("@", "%40");
  }

  private String message(String id) {
    String message = messageOf(id);
    boolean changes = hosts.in(message) || isOfThread(message);
    String mapped = changes ? bare(messages.apply("<" + message + ">")) : message;
    String part = id.substring(message.length());
    return mapped + (hosts.in(part) ? "/" + part(part.substring(1)) : part);
  }

  /** The message of an id, which may name a part of it behind a slash. */
  private static String messageOf(String id) {
    int slash = id.indexOf('/', id.indexOf('@') + 1);
    return slash > 0 && id.indexOf('@', slash) > 0 ? id.substring(0, slash) : id;
  }

  private boolean isOfThread(String message) {
    if (ofThread == null) {
      ofThread = thread.get();
    }
    return ofThread.contains("<" + message + ">");
  }

  private static String bare(String id) {
    return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
  }

  private String part(String id) {
    int at = id.lastIndexOf('@');
    String local = at > 0 && !hosts.in(id.substring(0, at)) ? id.substring(0, at) : "part";
    String mapped = local + "@" + domain;
    return taken.contains(mapped) ? local + ending + "@" + domain : mapped;
  }

  /** What no part's id ends in. */
  private static String ending(Set<String> taken, String domain) {
    String ending = ".0";
    while (endsOne(taken, ending + "@" + domain)) {
      ending += ".0";
    }
    return ending;
  }

  private static boolean endsOne(Set<String> taken, String ending) {
    return taken.stream().anyMatch(id -> id.endsWith(ending));
  }
}
