/**
 * Reading and editing messages: no policy, no paths, no database.
 *
 * <p><strong>A message is never rebuilt.</strong> It is read into an index of byte offsets over its
 * source ({@link org.emailflow.mail.Message}, {@link org.emailflow.mail.Entity}, {@link
 * org.emailflow.mail.Header} over {@link org.emailflow.mail.Octets}), and what goes out is the
 * source with {@link org.emailflow.mail.Splices}: ranges dropped, replaced, inserted. What is not
 * changed is copied byte for byte, bodies stream, and memory grows with the edits, not with the
 * message.
 *
 * <p>An edit of what a reader sees finds its way back in steps, each of which knows its places in
 * the one below: characters to bytes of a charset ({@code TextCodec}), decoded bytes to the source
 * ({@code TransferEncoding}), the source to the output ({@code Splices}).
 *
 * <p>Reading is as tolerant as the mail programs that will show the message, and Python's parser is
 * the yardstick where they differ. For what stands in a message there is one exception, {@link
 * org.emailflow.mail.MailException}, with a named reason, and only limits and what the caller
 * forbids throw it.
 */
package org.emailflow.mail;
