/**
 * The spool: Maildir, claims, queue and durable files. The only room that touches paths, fsync and
 * rename; a ground-floor room, which knows no other.
 *
 * <h2>Folders</h2>
 *
 * {@link org.emailflow.spool.Folder} lists them. All are on one file system, because each step from
 * one to the next is a rename. An MTA delivers into {@code inbox}; a worker claims into {@code
 * work/<owner>}; what it decides to send is staged in {@code queue/tmp} and published in {@code
 * queue/new}; a courier claims that into {@code queue/work/<courier>}; originals end in {@code
 * done}, {@code failed} or {@code deferred}.
 *
 * <h2>States</h2>
 *
 * A message is in one of these at any instant. The commit point is the database COMMIT between S2
 * and S3, which is the worker's; this room knows files only.
 *
 * <pre>
 *  state          on disk                                      carried on by
 *  S0  arrived    inbox/new or inbox/cur
 *  S1  claimed    work/&lt;owner&gt;                                  Owner.claim
 *  S2  staged     + files in queue/tmp; these, queue/tmp,      Owner.stage, syncStaged
 *                 work/&lt;owner&gt; and the inbox synced
 *  S3  committed  as S2                                        the worker
 *  S3' committed  original back in inbox/new: a power cut      recovery, by identity
 *  S4  published  files in queue/new, the folder synced        Owner.publish
 *  S5  archived   done/, failed/ or deferred/                  Owner.archive
 *  Q1  claimed    queue/work/&lt;owner&gt;                            QueueOwner.claim
 *  Q2  tried      as Q1; the attempt is in the ledger          the courier
 *                 the answer is kept beside it first            QueueOwner.keep
 *  Q3  answered   as Q1; the answer is in the ledger           the courier
 *  Q4  settled    queue/sent, queue/bad or queue/new           QueueOwner.settle
 * </pre>
 *
 * Each step that a crash may follow is a {@link org.emailflow.spool.Step}, and is told to the
 * {@link org.emailflow.spool.Failpoints} that were handed in.
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li>Nothing is overwritten. A rename is {@code put} (we hold the file, others write the folder
 *       too) or {@code take} (others want the file, only we write the folder); {@link
 *       org.emailflow.spool.Disk} says how each is kept from replacing.
 *   <li>A failed fsync is never tried again on the same file.
 *   <li>An owner lives as long as its lock ({@link org.emailflow.spool.OwnerLock}); names of owners
 *       are never used again.
 *   <li>Everything after COMMIT can be done twice: what is published or archived already counts as
 *       done.
 *   <li>The one class that calls the C library is {@link org.emailflow.spool.Libc}; a spool with
 *       nothing to do never loads it.
 * </ul>
 *
 * <p>Where to begin reading: {@link org.emailflow.spool.Spool}, then {@link
 * org.emailflow.spool.Owner}.
 */
package org.emailflow.spool;
