/**
 * Hooks, verdicts and the plugin chain: who may stop a message, when, and with which word.
 *
 * <p>The hooks and verdicts are those that qpsmtpd gave the field. A message is a {@link
 * org.emailflow.chain.Transaction}; it passes {@code mail}, {@code rcpt}, {@code headers} and
 * {@code message} before it is translated, {@code outbound} after, and {@code queued} when all is
 * done. On each hook the core plugins are asked first and always; then the site's, in the order of
 * its chain file, until one has an opinion.
 *
 * <p>What may be touched: a new built-in plugin is one class in {@code chain.plugin} and one line
 * in {@link org.emailflow.chain.plugin.BuiltIn}. What may not: a core plugin must never become a
 * line that a site can leave out; they protect people from each other.
 */
package org.emailflow.chain;
