package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many ways of reading a text are searched: each costs as much as the text is long. */
class ViewsTest {

  private static final TextStyle HTML = TextStyle.of("text/html", false, false);
  private static final TextStyle CARD = TextStyle.of("text/vcard", false, false);

  private static List<String> views(String text, TextStyle style) {
    List<String> views = new ArrayList<>();
    assertFalse(Views.any(text, style, Signs.of(text), v -> !views.add(v.toString())));
    return views;
  }

  @Test
  void aTextWithoutSignsIsReadOnce() {
    assertEquals(List.of("hello,\nann@x"), views("hello,\nann@x", HTML));
    assertEquals(List.of("hello,\nann@x"), views("hello,\nann@x", CARD));
  }

  /** It was read six times: for folds, for tags and as a browser does, though it has none. */
  @Test
  void whatChangesNothingIsNoOtherReading() {
    List<String> readings = List.of("ann%2540x", "ann%40x", "ann@x");
    assertEquals(readings, views("ann%2540x", HTML));
    assertEquals(readings, views("ann%2540x", CARD));
    assertEquals(readings, views("ann%2540x", TextStyle.PLAIN));
  }

  @Test
  void foldsAndTagsAreReadingsOfTheirOwn() {
    assertEquals(List.of("a\n b<i>@x", "ab<i>@x", "a\n b@x", "ab@x"), views("a\n b<i>@x", HTML));
  }
}
