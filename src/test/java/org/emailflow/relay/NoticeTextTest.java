package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.stream.Stream;
import org.emailflow.config.Language;
import org.emailflow.config.NoticeTemplates;
import org.junit.jupiter.api.Test;

class NoticeTextTest {
  @Test
  void everyCaseHasATextInEveryLanguage() {
    for (Refusal.Topic topic : Refusal.Topic.values()) {
      for (Language language : Language.values()) {
        NoticeText text =
            NoticeText.of(new Refusal(topic, "5.1.1"), language, "alias@x.example", Map.of());
        assertFalse(text.subject().isBlank() || text.body().isBlank(), topic + " " + language);
        assertFalse((text.subject() + text.body()).contains("{"), text.body());
      }
    }
  }

  /** The settings know the names of the cases, so that a file of another name is refused. */
  @Test
  void theSettingsKnowEveryCase() {
    assertEquals(
        Stream.of(Refusal.Topic.values()).map(Refusal.Topic::word).sorted().toList(),
        NoticeTemplates.CASES.stream().sorted().toList());
  }
}
