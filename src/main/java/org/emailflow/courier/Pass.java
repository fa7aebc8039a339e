package org.emailflow.courier;

/** What one pass over the queue did. */
public record Pass(int sent, int deferred, int refused) {

  static final Pass NOTHING = new Pass(0, 0, 0);

  Pass plus(Answer answer) {
    if (answer instanceof Answer.Sent) {
      return new Pass(sent + 1, deferred, refused);
    }
    return answer instanceof Answer.Refused
        ? new Pass(sent, deferred, refused + 1)
        : new Pass(sent, deferred + 1, refused);
  }
}
