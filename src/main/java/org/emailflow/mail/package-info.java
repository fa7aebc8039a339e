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
 * <p><strong>Translation</strong> ({@link org.emailflow.mail.MessageTranslator}) goes from a
 * sender's address space into a recipient's, which the caller knows ({@link
 * org.emailflow.mail.Space}). It walks the entities ({@code EntityTranslator}), decides field by
 * field by an allow-list ({@code HeaderTranslator}, {@code FieldTranslator}), and searches each
 * text in every reading that a person or a program may make of it: any charset ({@code TextLooks}),
 * folds, tags, escapes, references and look-alike letters ({@code Views}). A header field that
 * shows an address in some reading after its translation does not go out. What is known to remain:
 * an address spelt out in words, in a picture, in a file of another type, in base64 that is signed,
 * is broken over lines, or holds it in another case or escaped, or in what is encrypted. An edited
 * text that would have a line over 998 octets is quoted-printable afterwards.
 *
 * <p>Reading is as tolerant as the mail programs that will show the message, and Python's parser is
 * the yardstick where they differ. For what stands in a message there is one exception, {@link
 * org.emailflow.mail.MailException}, with a named reason, and only limits and what the caller
 * forbids throw it.
 */
package org.emailflow.mail;
