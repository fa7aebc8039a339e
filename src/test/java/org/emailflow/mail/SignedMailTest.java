package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Signed and encrypted mail, in each way that the options know. */
class SignedMailTest {

  private static final String SIGNED =
      """
      From: ann@real.example
      MIME-Version: 1.0
      Subject: hello
      Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"

      This is signed.
      --s
      Content-Type: multipart/mixed; boundary=m; protected-headers=v1
      Subject: hello again

      --m

      I am ann@real.example
      --m--
      --s
      Content-Type: application/pgp-signature

      signature of ann@real.example
      --s--
      """;

  private static final String CLEAR =
      """
      From: ann@real.example

      -----BEGIN PGP SIGNED MESSAGE-----
      Hash: SHA256

      I am ann@real.example
      -----BEGIN PGP SIGNATURE-----

      xyz
      -----END PGP SIGNATURE-----
      """;

  private final TestSpace space = TestSpace.toService();

  private static TranslationOptions options(Signed signed, Encrypted encrypted) {
    return new TranslationOptions(
        TranslationOptions.ALLOWED_FIELDS, signed, encrypted, "relay.test");
  }

  private String refusal(String message, Signed signed, Encrypted encrypted) {
    MailException e =
        assertThrows(
            MailException.class, () -> space.translate(message, options(signed, encrypted)));
    return e.reason();
  }

  @Test
  void signatureIsStrippedAndTheSignedPartPromoted() throws Exception {
    assertEquals(
        """
        X-Loop-Hops: 1
        From: Ann <user-1@relay.test>
        MIME-Version: 1.0
        Subject: hello
        To: bob@real.test
        Message-ID: <out@relay.test>
        Date: Sat, 21 Nov 2026 10:00:00 +0000
        Content-Type: multipart/mixed; boundary=m; protected-headers=v1

        --m

        I am user-1@relay.test
        --m--
        """,
        space.translate(SIGNED));
  }

  @Test
  void signedPartWithoutAHeaderIsPromotedToo() throws Exception {
    String out =
        space.translate(
            "From: a@b\nContent-Type: multipart/signed; boundary=s\n\n--s\n\ntext\n--s\n\nx\n--s--\n");
    assertFalse(out.contains("Content-Type"), out);
    assertEquals("text\n", TestSpace.bodyOf(out));
  }

  @Test
  void signedPartsWithinOthersAreStripped() throws Exception {
    String list = "Content-Type: multipart/mixed; boundary=l\n\n--l\n";
    String inner = SIGNED.substring(SIGNED.indexOf("Content-Type"));
    String out = space.translate("From: a@b\n" + list + inner + "--l\n\nfooter\n--l--\n");
    assertEquals(
        """
        --l
        Content-Type: multipart/mixed; boundary=m; protected-headers=v1
        Subject: hello again

        --m

        I am user-1@relay.test
        --m--
        --l

        footer
        --l--
        """,
        TestSpace.bodyOf(out));
    String forwarded = space.translate("From: a@b\nContent-Type: message/rfc822\n\n" + SIGNED);
    assertEquals(
        """
        From: user-1@relay.test
        MIME-Version: 1.0
        Subject: hello
        Content-Type: multipart/mixed; boundary=m; protected-headers=v1

        --m

        I am user-1@relay.test
        --m--
        """,
        TestSpace.bodyOf(forwarded));
  }

  @Test
  void signedMailIsDeniedOrPassed() throws Exception {
    assertEquals("signed", refusal(SIGNED, Signed.DENY, Encrypted.PASS));
    Outbound out = space.outbound(SIGNED, options(Signed.PASS, Encrypted.PASS));
    assertEquals(TestSpace.bodyOf(SIGNED), TestSpace.bodyOf(TestMail.written(out)));
    assertTrue(out.notLookedInto());
  }

  @Test
  void clearSignedText() throws Exception {
    assertEquals("signed-opaque", refusal(CLEAR, Signed.STRIP, Encrypted.PASS));
    assertEquals("signed", refusal(CLEAR, Signed.DENY, Encrypted.PASS));
    String passed = space.translate(CLEAR, options(Signed.PASS, Encrypted.PASS));
    assertEquals(TestSpace.bodyOf(CLEAR), TestSpace.bodyOf(passed));
    String quoted = CLEAR.replace("-----BEGIN", "> -----BEGIN");
    assertTrue(space.translate(quoted).contains("I am user-1@relay.test"));
  }

  @Test
  void onlyTheSignedTextKeepsItsBytes() throws Exception {
    String block = TestSpace.bodyOf(CLEAR);
    String body = "Ann, ann@real.example\n" + block + "-- \nann@real.example\n";
    String want = "Ann, user-1@relay.test\n" + block + "-- \nuser-1@relay.test\n";
    TranslationOptions pass = options(Signed.PASS, Encrypted.PASS);
    String type = "From: a@b\nContent-Type: text/plain\nContent-Transfer-Encoding: ";
    assertEquals(want, TestSpace.bodyOf(space.translate(type + "7bit\n\n" + body, pass)));
    String encoded = Base64.getMimeEncoder().encodeToString(TestMail.bytes(body));
    String out = TestSpace.bodyOf(space.translate(type + "base64\n\n" + encoded, pass));
    assertEquals(want, TestMail.string(Base64.getMimeDecoder().decode(out)));
    String parts =
        "From: a@b\nContent-Type: multipart/mixed; boundary=p\n\n--p\n\n"
            + block
            + "--p\nContent-Type: text/html\n\nann@real.example\n--p--\n";
    assertEquals(
        "--p\n\n" + block + "--p\nContent-Type: text/html\n\nuser-1@relay.test\n--p--\n",
        TestSpace.bodyOf(space.translate(parts, pass)));
  }

  @Test
  void longTextWithASignedPieceInTheMiddle() throws Exception {
    String before = "x ann@real.example y\n".repeat(20_000);
    String block = TestSpace.bodyOf(CLEAR).replace("I am", "I am\n".repeat(60_000));
    String out =
        space.translate(
            "From: a@b\n\n" + before + block + before, options(Signed.PASS, Encrypted.PASS));
    String want = before.replace(TestSpace.ANN, TestSpace.USER);
    assertTrue((want + block + want).equals(TestSpace.bodyOf(out)));
  }

  @Test
  void pieceOfSignedTextWithoutAHyphenKeepsItsBytes() throws Exception {
    String block =
        TestSpace.bodyOf(CLEAR).replace("I am", "I am ann@real.example\n".repeat(40_000) + "I am");
    String out =
        space.translate(
            "From: a@b\n\nann@real.example\n" + block, options(Signed.PASS, Encrypted.PASS));
    assertTrue(("user-1@relay.test\n" + block).equals(TestSpace.bodyOf(out)));
  }

  @Test
  void encryptedMail() throws Exception {
    String inline = "From: a@b\n\n-----BEGIN PGP MESSAGE-----\n\nxyz\n-----END PGP MESSAGE-----\n";
    String mime =
        "From: a@b\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b\n\ny\n--b--\n";
    for (String message : new String[] {inline, mime, smime(3, "enveloped-data"), smime(3, "x")}) {
      assertEquals("encrypted", refusal(message, Signed.STRIP, Encrypted.DENY));
      Outbound out = space.outbound(message, options(Signed.STRIP, Encrypted.PASS));
      assertEquals(TestSpace.bodyOf(message), TestSpace.bodyOf(TestMail.written(out)));
      assertTrue(out.notLookedInto());
    }
  }

  @Test
  void namesOfEncryptedPartsStandOutside() throws Exception {
    String out =
        space.translate(
            """
            From: ann@real.example
            Content-Type: multipart/encrypted; boundary=b

            --b
            Content-Type: application/pgp-encrypted

            Version: 1
            --b
            Content-Type: application/octet-stream; name="ann@real.example.asc"
            Content-Description: for ann@real.example
            X-Mailer: mail.real.example

            -----BEGIN PGP MESSAGE-----
            --b--
            """,
            options(Signed.STRIP, Encrypted.PASS));
    assertEquals(
        """
        --b
        Content-Type: application/pgp-encrypted

        Version: 1
        --b
        Content-Type: application/octet-stream; name="user-1@relay.test.asc"
        Content-Description: for user-1@relay.test

        -----BEGIN PGP MESSAGE-----
        --b--
        """,
        TestSpace.bodyOf(out));
  }

  @Test
  void opaqueSignaturesByContentAndNotByName() throws Exception {
    for (String type : new String[] {"signed-data", "enveloped-data", ""}) {
      String message = smime(2, type);
      assertEquals("signed-opaque", refusal(message, Signed.STRIP, Encrypted.PASS));
      assertEquals("signed", refusal(message, Signed.DENY, Encrypted.PASS));
      String out = space.translate(message, options(Signed.PASS, Encrypted.DENY));
      assertEquals(TestSpace.bodyOf(message), TestSpace.bodyOf(out));
    }
    String broken = "From: a@b\nContent-Type: application/x-pkcs7-mime\n\n\n";
    assertEquals("signed-opaque", refusal(broken, Signed.STRIP, Encrypted.PASS));
  }

  @Test
  void idsOfWhatWillBeRefusedCanBeAskedFor() throws Exception {
    assertEquals(
        java.util.Set.of("<1@x>"),
        new MessageTranslator(Limits.DEFAULT)
            .ids(TestMail.message("Message-ID: <1@x>\n" + CLEAR), 200));
  }

  /** The first bytes of a CMS object (RFC 5652): a sequence with the content's type. */
  private static String smime(int arc, String type) {
    byte[] cms = {
      0x30,
      (byte) 0x80,
      6,
      9,
      0x2A,
      (byte) 0x86,
      0x48,
      (byte) 0x86,
      (byte) 0xF7,
      0x0D,
      1,
      7,
      (byte) arc,
      (byte) 0xA0,
      (byte) 0x80,
      0x30
    };
    return "From: a@b\nContent-Transfer-Encoding: base64\nContent-Type: application/pkcs7-mime;"
        + " smime-type="
        + type
        + "\n\n"
        + Base64.getEncoder().encodeToString(cms)
        + "\n";
  }
}
