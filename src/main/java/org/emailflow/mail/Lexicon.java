package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What changes between two address spaces for one message: addresses, the sender's hosts in ids and
 * boundaries, and the map of Content-IDs that both parts and their {@code cid:} links go through.
 */
final class Lexicon {

  private final Space space;
  private final TranslationOptions options;
  private final String seed;
  private final boolean utf8;
  private final Finders finders;
  private final Map<String, String> links;
  private final TextTranslator text;

  /** What is looked for in the message and in all within it, which may be thousands. */
  private record Finders(HostFinder hosts, AddressFinder known, EncodedAddresses encoded) {

    static Finders of(Space space, TranslationOptions options) {
      Set<String> domains =
          space.rules().stream()
              .map(AddressRule::domain)
              .filter(d -> !d.equalsIgnoreCase(options.relayDomain()))
              .collect(Collectors.toSet());
      AddressFinder known = new AddressFinder(space.rules());
      EncodedAddresses encoded = new EncodedAddresses(space.rules(), known);
      return new Finders(new HostFinder(domains), known, encoded);
    }
  }

  private Lexicon(
      Space space,
      TranslationOptions options,
      String seed,
      boolean utf8,
      Finders finders,
      Map<String, String> links,
      TextTranslator text) {
    this.space = space;
    this.options = options;
    this.seed = seed;
    this.utf8 = utf8;
    this.finders = finders;
    this.links = links;
    this.text = text;
  }

  /**
   * The lexicon of a message.
   *
   * @param out of the outgoing message; new boundaries are made from its id
   */
  static Lexicon of(Entity root, Space space, TranslationOptions options, OutgoingHeader out) {
    return of(root, space, options, out.messageId(), isUtf8(out), Finders.of(space, options));
  }

  private static boolean isUtf8(OutgoingHeader out) {
    return Stream.of(Stream.of(out.from()), out.to().stream(), out.cc().stream())
        .flatMap(boxes -> boxes)
        .anyMatch(box -> !Addresses.isAscii(box.address()));
  }

  private static Lexicon of(
      Entity root,
      Space space,
      TranslationOptions options,
      String seed,
      boolean utf8,
      Finders finders) {
    ContentIds ids = new ContentIds(finders.known(), finders.hosts(), options.relayDomain());
    ids.collect(root);
    List<AddressRule> rules = new ArrayList<>(space.rules());
    AddressFinder known = rules.addAll(ids.rules()) ? new AddressFinder(rules) : finders.known();
    StrayIds strays = strays(root, known, finders.hosts(), ids, space, options);
    TextTranslator text =
        new TextTranslator(known, finders.encoded(), new LinkFinder(ids.bare(), strays), space::id);
    return new Lexicon(space, options, seed, utf8, finders, ids.bare(), text);
  }

  private static StrayIds strays(
      Entity root,
      AddressFinder finder,
      HostFinder hosts,
      ContentIds ids,
      Space space,
      TranslationOptions options) {
    Predicate<String> known = id -> finder.in(id) || ids.bare().containsKey(id);
    return new StrayIds(
        hosts,
        known,
        ids.taken(),
        options.relayDomain(),
        space::id,
        () -> MessageIds.ofThread(root.header()));
  }

  /** The lexicon for a message within this one that stands in bytes of its own. */
  Lexicon within(Entity root) {
    return of(root, space, options, seed, utf8, finders);
  }

  /** Whether the message has an address that only SMTPUTF8 can carry (RFC 6531). */
  boolean isUtf8() {
    return utf8;
  }

  Space space() {
    return space;
  }

  TranslationOptions options() {
    return options;
  }

  TextTranslator text() {
    return text;
  }

  /** Whether a host of the sender's stands in an id, a boundary or the like. */
  boolean namesHost(CharSequence value) {
    return finders.hosts().in(value);
  }

  /** Header text translated; the same object when nothing changes. */
  String translate(String value) {
    return text.translate(value, TextStyle.PLAIN);
  }

  /** A Content-ID, in angle brackets or not, translated; the same where nothing changes. */
  String linked(String value) {
    String id = value.strip();
    boolean bracketed = id.startsWith("<") && id.endsWith(">") && id.length() > 1;
    String link = links.get(bracketed ? id.substring(1, id.length() - 1) : id);
    return link == null ? translate(value) : bracketed ? "<" + link + ">" : link;
  }

  /** Whether some reading of a header text still holds an address that must not show. */
  boolean leaks(String value) {
    return text.findsIn(value, TextStyle.PLAIN);
  }

  /** How the recipient may see a mailbox: its name translated too. */
  Optional<Mailbox> show(Mailbox mailbox) {
    return space.show(mailbox).map(this::named);
  }

  /**
   * The mailbox with its display name translated, the sender's mail hosts in it too: {@code Ann via
   * real.example} and {@code Ann (real.example)} are written by programs, and a name is where a
   * person looks for an address. Elsewhere a domain is a word that stays. Hosts of large providers
   * are no exception: nobody misses them in a name, and a list of them is never complete.
   */
  Mailbox named(Mailbox shown) {
    String name = shown.displayName().map(this::translate).map(this::withoutHosts).orElse(null);
    return new Mailbox(name, shown.address());
  }

  /** A host of one label is a word like others. */
  private String withoutHosts(String name) {
    TextView seen = VisibleText.of(TextView.of(name));
    List<TextEdit> edits =
        finders.hosts().edits(seen, options.relayDomain()).stream()
            .filter(e -> seen.subSequence(e.start(), e.end()).indexOf('.') > 0)
            .map(
                e ->
                    new TextEdit(
                        seen.sourceStart(e.start()), seen.sourceEnd(e.end() - 1), e.replacement()))
            .toList();
    return edits.isEmpty() ? name : TextEdits.apply(name, edits);
  }

  /** The new boundary of a multipart, where its own names the sender. */
  Optional<String> newBoundary(Entity multipart) {
    String boundary = multipart.boundary();
    if (boundary.isEmpty() || !(namesHost(boundary) || leaks(boundary))) {
      return Optional.empty();
    }
    return Optional.of("=_" + digest(multipart.start() + " " + boundary).substring(0, 32));
  }

  /** Known to no one but who knows the seed: a boundary must not occur in any part. */
  private String digest(String value) {
    byte[] all = (seed + "\n" + value).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Message.sha256().digest(all));
  }
}
