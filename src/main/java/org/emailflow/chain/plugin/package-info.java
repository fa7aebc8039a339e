/**
 * The built-in plugins, one class each; {@link org.emailflow.chain.plugin.BuiltIn} names them.
 *
 * <p>{@code OwnAddress}, {@code CodeLookup}, {@code WriterCheck}, {@code BounceToAlias} and {@code
 * LoopLimit} are core: they protect people and stand before every site's chain.
 */
package org.emailflow.chain.plugin;
