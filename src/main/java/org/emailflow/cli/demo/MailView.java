package org.emailflow.cli.demo;

import java.util.List;

/**
 * A message as its reader sees it.
 *
 * @param from with the name, decoded
 * @param messageId with its angle brackets; empty where there is none, as the two below
 * @param text the readable part, in lines
 * @param extras what a mail program shows below: attachments, and who takes part in an invitation
 * @param attached what each attachment holds, a character for a byte
 */
record MailView(
    String from,
    String to,
    String subject,
    String messageId,
    String inReplyTo,
    String references,
    List<String> text,
    List<String> extras,
    List<String> attached) {

  MailView {
    text = List.copyOf(text);
    extras = List.copyOf(extras);
    attached = List.copyOf(attached);
  }

  /** The address in {@link #from}. */
  String fromAddress() {
    int open = from.lastIndexOf('<');
    return open < 0 ? from : from.substring(open + 1, from.length() - 1);
  }
}
