package org.emailflow.mail;

/** What a translation does with a header field. */
sealed interface FieldFate {

  /** It goes out with the bytes it has. */
  record Keep() implements FieldFate {}

  /** It stays behind. */
  record Drop() implements FieldFate {}

  /**
   * It is written anew.
   *
   * @param bytes the whole field, its line end included
   */
  @SuppressWarnings("ArrayRecordComponent") // written, never compared
  record Write(byte[] bytes) implements FieldFate {}
}
