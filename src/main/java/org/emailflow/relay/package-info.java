/**
 * The phases: whom a message is for, who wrote it, what goes out.
 *
 * <p>{@link org.emailflow.relay.IncomingReader} reads the envelope that the MTA wrote; {@link
 * org.emailflow.relay.Decider} asks the chain and names what happens; {@link
 * org.emailflow.relay.Composer} builds what goes out, through a {@link
 * org.emailflow.relay.RecipientSpace}, the one place that says how one party sees the other. The
 * room holds no transaction and writes no file: the worker asks it between its own steps, and
 * {@code efm explain} asks it without writing anything.
 */
package org.emailflow.relay;
