package org.emailflow.cli.demo;

import java.util.List;
import java.util.Optional;
import org.emailflow.worker.Outcome;

/**
 * One message of the story and what came of it.
 *
 * @param written as its writer's mail program shows it
 * @param outcome what the sweep says became of it
 * @param sent what goes out for it; empty where nothing does
 */
record Exchange(Letter letter, MailView written, Outcome outcome, Optional<Sent> sent) {

  /**
   * What lies in the queue.
   *
   * @param seen as its recipient's mail program shows it
   * @param leaks what it says of people other than its recipient: nothing, if all is well
   */
  record Sent(QueueFile file, MailView seen, List<String> leaks) {
    Sent {
      leaks = List.copyOf(leaks);
    }

    int size() {
      return file.message().length;
    }
  }

  /** What the other side sees, where the story cannot go on without it. */
  MailView seen() {
    return sent.orElseThrow(
            () -> new IllegalStateException(letter.file() + " is " + outcome.disposition()))
        .seen();
  }
}
