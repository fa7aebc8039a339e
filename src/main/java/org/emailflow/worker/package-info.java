/**
 * The sweep: batches of messages from claim to archive, and recovery of what a dead worker left.
 *
 * <p>The state table (design section 4), in the words of {@link org.emailflow.spool.Step}; the
 * commit point is the database's COMMIT:
 *
 * <pre>
 *  S0 arrived    inbox/new or cur                       nothing
 *  S1 claimed    work/&lt;owner&gt;                           nothing            dead owner: back to inbox/new
 *  S2 staged     + queue/tmp, all synced                nothing            as S1, staged files removed
 *  S3 committed  as S2                                  ledger, outbound   each unpublished row is carried on
 *  S3' undone    original back in inbox/new             as S3              as S3, never a duplicate
 *  S4 published  queue/new, synced                      marked published   then S5
 *  S5 archived   done/, failed/ or deferred/            same
 * </pre>
 *
 * <p>{@link org.emailflow.worker.Sweep} is the door; {@link org.emailflow.worker.BatchRun} takes
 * one batch through the states; {@link org.emailflow.worker.Recovery} carries on what was cut.
 * Policy does not live here: the {@code relay} room decides and composes, this room orders the
 * steps so that any of them may be cut.
 */
package org.emailflow.worker;
