/**
 * The courier: takes what is published in {@code queue/new} to the site's own MTA, which takes it
 * to the world. It neither looks up MX records nor decides anything; it knows the {@code spool} and
 * what the {@code store} has of each file.
 *
 * <p>{@link org.emailflow.courier.Courier} makes one pass, Q1 to Q4 of the spool's table: claim,
 * record the attempt, hand over, record the answer, settle. {@link org.emailflow.courier.Mta} is
 * the other side: SMTP, or a sendmail command. {@link org.emailflow.courier.CourierLedger} is the
 * memory, and {@link org.emailflow.courier.StoredLedger} the one in the database; tests have one of
 * their own.
 *
 * <p>Three kinds of no. The MTA is away ({@link org.emailflow.courier.MtaUnavailableException}):
 * the pass ends, nothing is counted. It says "not now", or the connection breaks: that message is
 * deferred, 1, 5, 15 and 60 minutes, then hourly for five days. It says "never": the file is kept
 * in {@code queue/bad}, its status and reply in the ledger, and a report goes into the inbox, to
 * the message's {@code bounce-} address, as any mail system would send it: the next sweep tells the
 * writer. What the MTA took and cannot deliver comes back to that address by mail.
 *
 * <p>Each pass reads all of {@code queue/new}, what is deferred too, with one question for 128
 * files; there is no index to keep by time, and the folder cannot disagree with one.
 *
 * <p>The MTA's answer is written down twice: on disk beside the message as soon as it is there,
 * then in the ledger. An outage of the database, and a process that ends in it, forget no answer;
 * who takes over tells it late.
 *
 * <p>A message may go out twice in one case only: the process dies, or the connection breaks, after
 * the MTA took the message and before its answer was read and kept (or the power fails before one
 * of both is durable). No protocol can tell; both copies have the same Message-ID.
 */
package org.emailflow.courier;
