package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Translates a folder of real mail, named by {@code EFM_CORPUS}; skipped without it. */
class CorpusTranslationTest {

  private static final Pattern USUAL =
      Pattern.compile("[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+\\.[A-Za-z]+");

  @Test
  void noMessageShowsItsWriter() throws Exception {
    Set<String> refused = new TreeSet<>();
    for (Path file : CorpusReadTest.corpus()) {
      String raw = TestMail.string(Files.readAllBytes(file));
      Set<String> writers = writers(TestMail.message(raw).header());
      try {
        check(file, raw, writers);
      } catch (MailException e) {
        refused.add(e.reason());
      }
    }
    assertTrue(Set.of("signed-opaque").containsAll(refused), refused.toString());
  }

  private static void check(Path file, String raw, Set<String> writers) throws Exception {
    List<AddressRule> rules = new ArrayList<>();
    writers.forEach(w -> rules.add(new AddressRule(w, TestSpace.USER, true)));
    String out = new CorpusSpace(rules).translate(raw);
    Message read = TestMail.message(out);
    TreeCheck.check(read);
    assertEquals(1, read.header().count("From"), file.toString());
    AddressFinder finder = new AddressFinder(rules);
    assertFalse(finder.in(out), () -> file + " shows its writer in the bytes");
    for (Entity part : parts(read.root())) {
      DecodedBody body =
          TransferEncoding.decode(
              read.octets(), part.bodyStart(), part.bodyEnd(), part.transferEncoding());
      String charset = part.parameter("charset").orElse("");
      boolean text = TextStyle.isTranslated(part.mediaType());
      assertFalse(
          text && finder.in(TextCodec.decode(body.bytes(), charset).text()), file.toString());
    }
  }

  private static List<Entity> parts(Entity entity) {
    List<Entity> parts = new ArrayList<>(List.of(entity));
    entity.children().forEach(child -> parts.addAll(parts(child)));
    return parts;
  }

  private static Set<String> writers(Header header) {
    return List.of("From", "Sender", "Reply-To").stream()
        .flatMap(name -> AddressList.of(header, name).stream())
        .map(Mailbox::address)
        .filter(address -> USUAL.matcher(address).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A space that knows the writer's addresses and nobody else. */
  private record CorpusSpace(List<AddressRule> rules) implements Space {

    @Override
    public java.util.Optional<Mailbox> show(Mailbox mailbox) {
      return rules.stream()
          .filter(rule -> rule.from().equalsIgnoreCase(mailbox.address()))
          .map(rule -> new Mailbox(mailbox.name(), rule.to()))
          .findFirst();
    }

    @Override
    public String id(String original) {
      return "<" + Integer.toHexString(original.hashCode()) + "@relay.test>";
    }

    String translate(String message) throws Exception {
      return TestMail.written(
          new MessageTranslator(Limits.DEFAULT)
              .translate(
                  TestMail.message(message),
                  TestSpace.toService().header(),
                  this,
                  TranslationOptions.of("relay.test")));
    }
  }
}
