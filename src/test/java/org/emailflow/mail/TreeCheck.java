package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

/** What holds for the index of any message, and every reading of it tried once. */
final class TreeCheck {
  private TreeCheck() {}

  static void check(Message message) throws IOException {
    long length = message.octets().length();
    Entity root = message.root();
    assertEquals(0, root.start());
    assertEquals(length, root.bodyEnd());
    assertTrue(message.deliveryEnd() <= root.header().end());
    checkEntity(message.octets(), root);
  }

  private static void checkEntity(Octets octets, Entity entity) throws IOException {
    ascending(entity.start(), entity.header().end(), entity.bodyStart(), entity.bodyEnd());
    checkHeader(entity.header());
    long at = entity.bodyStart();
    for (Entity child : entity.children()) {
      ascending(at, child.start(), child.bodyEnd());
      at = child.bodyEnd();
      checkEntity(octets, child);
    }
    ascending(at, entity.bodyEnd());
    checkDelimiters(octets, entity);
    if (entity.children().isEmpty()) {
      checkBody(octets, entity);
    }
    assertTrue(entity.mediaType().indexOf('/') > 0);
    assertTrue(entity.mainType().length() > 0);
    entity.parameter("charset");
    entity.fileName();
  }

  private static void checkHeader(Header header) {
    long at = header.start();
    for (Field field : header.fields()) {
      ascending(at, field.start(), field.bodyStart(), field.end(), header.end());
      at = field.end();
      assertEquals(field.end() - field.start(), field.raw().length);
      assertTrue(field.name().length() > 0);
      assertTrue(field.text().indexOf('\n') < 0 || field.body().contains("=?"));
      AddressList.parse(field.body()).forEach(m -> Addresses.key(m.address()));
    }
    for (Range stray : header.strays()) {
      ascending(header.start(), stray.start(), stray.end(), header.end());
    }
  }

  private static void checkDelimiters(Octets octets, Entity entity) throws IOException {
    long at = entity.bodyStart();
    assertEquals(entity.isMultipart(), !entity.delimiters().isEmpty());
    for (Delimiter d : entity.delimiters()) {
      ascending(at, d.start(), d.end(), entity.bodyEnd());
      String line = TestMail.string(octets.slice(d.start(), d.end()));
      assertTrue(line.startsWith("--" + entity.boundary()), line);
      at = d.end();
    }
    ascending(entity.bodyStart(), entity.preamble().start(), entity.preamble().end());
    ascending(at, entity.epilogue().start(), entity.epilogue().end(), entity.bodyEnd());
  }

  private static void checkBody(Octets octets, Entity entity) throws IOException {
    DecodedBody body =
        TransferEncoding.decode(
            octets, entity.bodyStart(), entity.bodyEnd(), entity.transferEncoding());
    String charset = entity.parameter("charset").orElse("");
    DecodedText text = TextCodec.decode(body.bytes(), charset);
    Splices none = new Splices(octets);
    body.splice(text.edits(List.of()), none);
    assertTrue(none.isEmpty());
    int length = text.text().length();
    body.splice(text.edits(List.of(new TextEdit(length / 2, length / 2, "x"))), none);
  }

  private static void ascending(long... offsets) {
    for (int i = 1; i < offsets.length; i++) {
      assertTrue(offsets[i - 1] <= offsets[i], java.util.Arrays.toString(offsets));
    }
  }
}
