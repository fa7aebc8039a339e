package org.emailflow.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What originals are called while we have them. */
class FileNamesTest {

  private static String plain(String name) {
    return FileNames.plain(Path.of("/spool/inbox/new").resolve(name));
  }

  @Test
  void theNamesThatMtasWriteAreKept() {
    for (String name :
        new String[] {
          "1767323045.M123456P789.mx1.relay.example",
          "1767323045.V801I2b3M4.mx,S=1234,W=1260:2,FS",
          "1767323045.H1P2.host\\057x:2,",
          "a+b@c~1=#%20"
        }) {
      assertEquals(name.replace("\\", "%5C"), plain(name));
    }
  }

  @Test
  void otherNamesGetAPlainForm() {
    assertEquals("a%20b", plain("a b"));
    assertEquals("x%0Ay", plain("x\ny"));
    assertEquals("%C3%B1", plain("ñ"));
    assertEquals("a.why~", plain("a.why"));
    assertNotEquals(plain("a".repeat(240)), plain("a".repeat(241)));
  }

  @Test
  void anyNameBecomesPlainAndStaysSo() {
    Random random = new Random(20260102);
    for (int i = 0; i < 5000; i++) {
      StringBuilder name = new StringBuilder("x");
      int length = random.nextInt(80);
      for (int c = 0; c < length; c++) {
        name.append((char) (1 + random.nextInt(0x2ff)));
      }
      String plain = plain(name.toString().replace('/', '-'));
      assertTrue(plain.matches("[!-.0-~]{1,201}"), plain);
      assertEquals(plain, plain(plain));
    }
  }
}
