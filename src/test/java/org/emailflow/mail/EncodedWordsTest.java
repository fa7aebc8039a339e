package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain text|plain text",
        "=?utf-8?Q?caf=C3=A9_=3f?=|caf\u00e9 ?",
        "=?UTF-8*fr?q?a?= b|a b",
        "=?iso-8859-1?b?6Q==?=x|\u00e9x",
        "=?utf-8?b?w6k?=|\u00e9",
        "a =?utf-8?q?b?=  \t=?utf-8?q?c?= d|a bc d",
        "=?utf-8?q?=C3?= =?UTF-8?q?=A9?=|\u00e9",
        "=?utf-8?b?ww==?= =?utf-8?q?=A9?=|\u00e9",
        "=?utf-8?q?b?==?iso-8859-1?q?=E9?=|b\u00e9",
        "\"=?utf-8?q?a,b?=\" <x>|\"a,b\" <x>",
        "=?x-nobody?q?=E9?=|\u00e9",
        "=?utf-8?q?two words?=|two words",
        "=?utf-8?q?=4?=|=4",
        "=?utf-8?q?=41?=|A",
        "=?iso-2022-jp?b?GyRCJCIbKEI=?=|\u3042",
      })
  void decoding(String written, String read) {
    assertEquals(read, EncodedWords.decode(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?",
        "=?utf-8",
        "=?utf-8?q",
        "=?utf-8?q?",
        "=?utf-8?q?x",
        "=?utf-8?x?a?=",
        "=??q?a?=",
        "=?utf-8?b?a b*c?=",
        "=?utf-8?qq?a?=",
        "?=",
        "a =?= b"
      })
  void brokenOnesStay(String written) {
    assertEquals(written, EncodedWords.decode(written));
  }

  @Test
  void manyOpenWordsTakeNoQuadraticTime() {
    for (String open : List.of("=?a?q?x", "=?a?b?*")) {
      String text = open.repeat(150_000);
      assertTrue(text.equals(EncodedWords.decode(text)));
    }
  }

  @Test
  void whatIsWrittenIsReadAgainAndShort() {
    for (String text : List.of("caf\u00e9", "\u3042".repeat(200), "a\ud83d\ude00".repeat(60))) {
      List<String> words = EncodedWords.encode(text);
      assertTrue(words.stream().allMatch(w -> w.length() <= 75), words.toString());
      assertEquals(text, EncodedWords.decode(String.join(" ", words)));
    }
  }

  @Test
  void endOfAWord() {
    assertEquals(15, new EncodedWords("=?utf-8?q?a,b?= x").end(0));
    assertEquals(-1, new EncodedWords("=?utf-8?q?a,b").end(0));
    assertEquals(
        "\u00e9",
        EncodedWords.decode(
            "=?utf-8?B?"
                + Base64.getEncoder().encodeToString("\u00e9".getBytes(StandardCharsets.UTF_8))
                + "?="));
  }
}
