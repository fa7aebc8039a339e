/**
 * The built-in plugins, one class each; {@link org.emailflow.chain.plugin.BuiltIn} names them.
 *
 * <p>{@code OwnAddress}, {@code CodeLookup}, {@code WriterCheck}, {@code BounceToAlias}, {@code
 * LoopLimit}, {@code CircuitBreaker}, {@code CopiedCode} and {@code ReplyLimit} are core: they
 * protect people and stand before every site's chain.
 */
package org.emailflow.chain.plugin;
