package org.emailflow.spool;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One worker's hold on the spool. Skeleton. */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"}) // until the bodies land
public final class Owner implements AutoCloseable {

  Owner() {}

  /** Never used again by anyone; at most 64 characters of {@code a-z0-9-}. */
  public String name() {
    throw new UnsupportedOperationException();
  }

  /**
   * S0 to S1: claims the next files. A file that another worker was quicker to take is passed over.
   */
  public List<Claim> claim(FolderStream inbox, int max) {
    throw new UnsupportedOperationException(inbox.toString() + max);
  }

  /** Claims one deferred original; empty if it is not there. */
  public Optional<Claim> claimDeferred(String name) {
    throw new UnsupportedOperationException(name);
  }

  /**
   * Writes {@code queue/tmp/<owner>.<k>}. Nothing is left of it if that fails.
   *
   * @throws IOException what {@code content} threw
   */
  public Staged stage(int k, Content content) throws IOException {
    throw new UnsupportedOperationException("" + k + content);
  }

  /** Decided against: the file is removed. */
  public void unstage(Staged staged) {
    throw new UnsupportedOperationException(staged.name());
  }

  /** S2: makes the batch durable, before COMMIT. To be called with nothing staged, too. */
  public void syncStaged(List<Staged> staged) {
    throw new UnsupportedOperationException(staged.toString());
  }

  /**
   * S3 to S4. Returns those whose file is nowhere in the queue (for fsck; never in a sound run).
   */
  public List<Publication> publish(List<Publication> rows) {
    throw new UnsupportedOperationException(rows.toString());
  }

  /** S4 to S5. An original that is gone was put away by another and is not in the answer. */
  public List<Archived> archive(List<Archival> originals) {
    throw new UnsupportedOperationException(originals.toString());
  }

  /** Back to {@code inbox/new}. */
  public void release(Claim claim) {
    throw new UnsupportedOperationException(claim.name());
  }

  /** Leaves: the folder goes when it is empty; what is in it stays for recovery. */
  @Override
  public void close() {}
}
