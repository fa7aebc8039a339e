package org.emailflow.spool;

/**
 * Lets every member of a batch have its turn, whatever became of the one before; the first failure
 * is thrown in the end, with the others suppressed in it.
 */
final class Failures {

  private SpoolException first;

  void collect(Runnable turn) {
    try {
      turn.run();
    } catch (SpoolException e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
    }
  }

  void check() {
    if (first != null) {
      throw first;
    }
  }
}
