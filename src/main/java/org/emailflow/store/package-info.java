/**
 * What the relay knows: codes, ledger, statistics. The only room that speaks SQL; a ground-floor
 * room that knows no other.
 *
 * <p>Doors: {@link org.emailflow.store.Database} is one connection; {@link
 * org.emailflow.store.Batch} is the transaction of a batch of messages, in which each method is one
 * round trip however many messages there are; {@link org.emailflow.store.Deliveries} is what
 * couriers ask and record; {@link org.emailflow.store.Services}, {@link
 * org.emailflow.store.Correspondents}, {@link org.emailflow.store.Failed}, {@link
 * org.emailflow.store.Recovery} and {@link org.emailflow.store.Reports} are for commands; {@link
 * org.emailflow.store.Schema} makes and migrates the database; {@code embedded} runs a server for
 * sites that have none.
 *
 * <p>House rules. The tables are in {@code sql/migration} (what each is for: {@code
 * sql/README.md}); {@code org.emailflow.store.schema} is generated from them at build time and
 * never committed. Many questions go into one statement as one JSON parameter ({@code JSON_TABLE}),
 * so that its text never changes and never grows. Times are {@link java.time.Instant} in and out,
 * {@code DATETIME(6)} in UTC in the tables, and come from the caller. The writes of a batch are
 * sorted by key, so that workers take row locks in one order. Every failure is a {@link
 * org.emailflow.store.StoreException} that says which kind it is.
 */
package org.emailflow.store;
