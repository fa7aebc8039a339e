package org.emailflow.courier;

/** What the MTA said to one message. */
public sealed interface Answer {

  /** Its own words, in one line. */
  String reply();

  /** It has the message and answers for it from now on. */
  record Sent(String reply) implements Answer {}

  /** Not now, or nobody knows: to be tried again. */
  record Deferred(String reply) implements Answer {}

  /**
   * Never.
   *
   * @param status the enhanced status code of RFC 3463, {@code 5.0.0} where the MTA gave none
   */
  record Refused(String status, String reply) implements Answer {}
}
