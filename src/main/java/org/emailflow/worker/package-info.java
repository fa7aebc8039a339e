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
 * <p>{@link org.emailflow.worker.Sweep} is the door. Three batches are under way at once, each in
 * another state: one is claimed and read ahead, one is decided, staged and committed ({@link
 * org.emailflow.worker.BatchRun}), one is published, marked and archived behind ({@link
 * org.emailflow.worker.Finisher}). A batch is decided only when the one before is committed, so
 * nothing rests on rows that may still be undone. Of a long inbox a second {@link
 * org.emailflow.worker.Drain} takes its share, with an owner and connections of its own: the two
 * are to each other as two workers, and what holds between those holds between them. {@link
 * org.emailflow.worker.Crew} has the threads for what the messages of a batch need by themselves;
 * only that much runs side by side.
 *
 * <p>{@link org.emailflow.worker.Recoverer} carries on what was cut: it fences the dead worker, so
 * that no COMMIT of it can follow, and then goes by rows. What that worker held undecided is
 * suspect and runs alone, after the rest, on {@link org.emailflow.worker.Trial}: after the third
 * death in one stage of its handling, or the fifth between the same two, it is in {@code failed/}.
 * Kills from outside, be there hundreds of them, do not hit one point of one message so often with
 * no pass in between.
 *
 * <p>Policy does not live here: the {@code relay} room decides and composes, this room orders the
 * steps so that any of them may be cut.
 */
package org.emailflow.worker;
