package org.emailflow.spool;

/**
 * An outbox row to carry on from S3 to S4.
 *
 * @param stagedName its file in {@code queue/tmp}, {@code <owner>.<k>}
 * @param queueName what it is called in the queue, {@code <ledger id>.<n>.eml}
 */
public record Publication(String stagedName, String queueName) {}
