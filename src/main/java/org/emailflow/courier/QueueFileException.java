package org.emailflow.courier;

/** A queue file whose X-Efm lines cannot be acted on. Permanent: it goes to {@code queue/bad}. */
final class QueueFileException extends Exception {
  QueueFileException(String message) {
    super(message);
  }
}
