package org.emailflow.worker;

/** Numbers an owner's staged files; a number is never given twice, also not in another batch. */
final class StageNames {
  private int last;

  int next() {
    return ++last;
  }
}
