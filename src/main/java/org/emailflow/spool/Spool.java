package org.emailflow.spool;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The spool: see the package. Skeleton. */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"}) // until the bodies land
public final class Spool {

  private Spool() {}

  /** Makes all folders; idempotent. */
  public static void create(Path root) {
    throw new UnsupportedOperationException("create " + root);
  }

  /** Opens a spool that {@link #create} made. One process opens it once. */
  public static Spool open(Path root, Failpoints failpoints) {
    throw new UnsupportedOperationException("open " + root + failpoints);
  }

  /** A new owner in {@code work/}. */
  public Owner enrol() {
    throw new UnsupportedOperationException();
  }

  /** Owners that died: claims or staged files are left of them and nobody holds their lock. */
  public List<String> abandoned() {
    throw new UnsupportedOperationException();
  }

  /** Fences a dead owner; empty if it lives, is gone, or another took it. */
  public Optional<Takeover> takeOver(String owner) {
    throw new UnsupportedOperationException(owner);
  }

  /** {@code inbox/new}, then {@code inbox/cur}. */
  public FolderStream inbox() {
    throw new UnsupportedOperationException();
  }

  /** {@code queue/new}. */
  public FolderStream queue() {
    throw new UnsupportedOperationException();
  }

  /** Where an outbox row's file is now; empty is for fsck to report. */
  public Optional<QueuePlace> locate(Publication row) {
    throw new UnsupportedOperationException(row.queueName());
  }

  /** How full each folder is. */
  public Map<Folder, Depth> depths() {
    throw new UnsupportedOperationException();
  }

  /** Up to {@code limit} names in {@code failed/}, without the reasons. */
  public List<String> failed(int limit) {
    throw new UnsupportedOperationException("" + limit);
  }

  /** The line in {@code failed/<name>.why}. */
  public Optional<String> why(String name) {
    throw new UnsupportedOperationException(name);
  }

  /** Puts a failed original back into {@code inbox/new}; false if there is none of that name. */
  public boolean reprocess(String name) {
    throw new UnsupportedOperationException(name);
  }
}
