package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every message, tried on generated ones. */
class TranslationPropertyTest {

  private static final int MESSAGES = 400;

  @Test
  void noReaderFindsTheSender() throws Exception {
    for (int seed = 0; seed < MESSAGES; seed++) {
      String message = new GeneratedMail(seed, TestSpace.ANN, false).message();
      String out = TestSpace.toService().translate(message);
      assertFalse(LeakSearch.finds(out, TestSpace.ANN), "seed " + seed + ":\n" + out);
      TreeCheck.check(TestMail.message(out));
    }
  }

  @Test
  void theSearchFindsWhatIsPlanted() throws Exception {
    int found = 0;
    for (int seed = 0; seed < 100; seed++) {
      String message = new GeneratedMail(seed, TestSpace.ANN, false).message();
      String headless = message.substring(message.indexOf("MIME-Version"));
      found += LeakSearch.finds(headless, TestSpace.ANN) ? 1 : 0;
    }
    assertTrue(found > 80, found + " of 100");
  }

  @Test
  void thereAndBackGivesTheSameText() throws Exception {
    for (int seed = 0; seed < MESSAGES; seed++) {
      String message = new GeneratedMail(seed, TestSpace.ANN, true).message();
      String out = TestSpace.toService().translate(message);
      TestSpace inverse =
          new TestSpace(
              new AddressRule(TestSpace.USER, TestSpace.ANN, false),
              new AddressRule(TestSpace.BOB, TestSpace.SERVICE, false),
              true);
      String back = inverse.translate(out, TranslationOptions.of("real.example"));
      assertEquals(LeakSearch.textsOf(message), LeakSearch.textsOf(back), "seed " + seed);
      assertEquals(shape(message), shape(out), "seed " + seed);
    }
  }

  @Test
  void whatHoldsNoneIsCopied() throws Exception {
    TestSpace nobody =
        new TestSpace(
            new AddressRule("zoe@nowhere.example", "user-9@relay.test", true),
            new AddressRule("service-9@relay.test", "yves@nowhere.test", false),
            false);
    for (int seed = 0; seed < MESSAGES; seed++) {
      String message = new GeneratedMail(seed, TestSpace.ANN, false).message();
      List<String> texts = LeakSearch.textsOf(message);
      String out = TestMail.written(sameIds(nobody, message));
      assertEquals(texts, LeakSearch.textsOf(out), "seed " + seed);
    }
  }

  /** A translation that leaves calendar UIDs, which have a form of their own for each party. */
  private static Outbound sameIds(TestSpace space, String message) throws Exception {
    Space same =
        new Space() {
          @Override
          public Optional<Mailbox> show(Mailbox mailbox) {
            return space.show(mailbox);
          }

          @Override
          public List<AddressRule> rules() {
            return space.rules();
          }

          @Override
          public String id(String original) {
            return original;
          }
        };
    return new MessageTranslator(Limits.DEFAULT)
        .translate(
            TestMail.message(message), space.header(), same, TranslationOptions.of("relay.test"));
  }

  @Test
  void brokenMessagesAreTranslatedOrRefusedByName() throws Exception {
    Random random = new Random(7);
    String signs = "\r\n\0\u00ff@=(\"<-: ";
    for (int seed = 0; seed < MESSAGES; seed++) {
      StringBuilder broken =
          new StringBuilder(new GeneratedMail(seed, TestSpace.ANN, false).message());
      for (int n = random.nextInt(8); n >= 0; n--) {
        broken.insert(
            random.nextInt(broken.length()), signs.charAt(random.nextInt(signs.length())));
        int cut = random.nextInt(broken.length());
        broken.delete(cut, Math.min(broken.length(), cut + random.nextInt(40)));
      }
      String out = TestSpace.toService().translate(broken.toString());
      TreeCheck.check(TestMail.message(out));
      assertFalse(
          new AddressFinder(TestSpace.toService().rules().subList(0, 1)).in(headerOf(out)),
          "seed " + seed + ":\n" + out);
    }
  }

  private static String headerOf(String message) {
    return message.substring(0, message.length() - TestSpace.bodyOf(message).length());
  }

  private static String shape(String message) throws MailException {
    return shape(TestMail.message(message).root());
  }

  private static String shape(Entity entity) {
    return entity.mediaType() + entity.children().stream().map(e -> shape(e)).toList();
  }
}
