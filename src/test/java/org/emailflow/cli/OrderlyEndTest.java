package org.emailflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderlyEndTest {
  private Process child;

  @AfterEach
  void end() {
    child.destroyForcibly();
  }

  /** It once waited for the main thread, which waited for the JVM: {@code efm run} never ended. */
  @Test
  void sigtermEndsTheProcessWhenTheCommandHasFinished() throws Exception {
    start(Told.class);
    BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
    assertEquals("working", out.readLine());
    child.toHandle().destroy(); // the process alone: its output is still to be read
    assertTrue(child.waitFor(60, TimeUnit.SECONDS), "the process does not end");
    assertEquals(List.of("asked", "finished"), out.lines().toList());
  }

  @Test
  void aCommandThatEndsByItselfIsNotAsked() throws Exception {
    start(Done.class);
    assertTrue(child.waitFor(60, TimeUnit.SECONDS), "the process does not end");
    assertEquals(0, child.exitValue());
    assertEquals(List.of("finished"), child.inputReader(StandardCharsets.UTF_8).lines().toList());
  }

  /** Works until it is asked to end. */
  static final class Told {
    public static void main(String[] args) throws InterruptedException {
      OrderlyEnd end = new OrderlyEnd();
      CountDownLatch asked = new CountDownLatch(1);
      end.by(() -> say("asked", asked));
      System.out.println("working");
      asked.await();
      System.out.println("finished");
      end.finished();
      System.exit(0);
    }
  }

  /** Ends by itself. */
  static final class Done {
    public static void main(String[] args) {
      OrderlyEnd end = new OrderlyEnd();
      end.by(() -> say("asked", new CountDownLatch(1)));
      System.out.println("finished");
      end.finished();
      System.exit(0);
    }
  }

  private static void say(String word, CountDownLatch latch) {
    System.out.println(word);
    latch.countDown();
  }

  private void start(Class<?> main) throws IOException {
    child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
  }
}
