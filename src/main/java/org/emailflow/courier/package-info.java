/**
 * The courier: takes what is published in {@code queue/new} to the site's own MTA, which takes it
 * to the world. It neither looks up MX records nor decides anything; it knows the {@code spool} and
 * what a {@link org.emailflow.courier.CourierLedger} tells it.
 *
 * <p>{@link org.emailflow.courier.Courier} makes one pass, Q1 to Q4 of the spool's table: claim,
 * record the attempt, hand over, record the answer, settle. {@link org.emailflow.courier.Mta} is
 * the other side: SMTP, or a sendmail command.
 *
 * <p>A message may go out twice in one case only: the process dies, or the connection breaks, after
 * the MTA took the message and before its answer was recorded. No protocol can tell; both copies
 * have the same Message-ID.
 */
package org.emailflow.courier;
