package org.emailflow.spool;

/** The folders of a spool, by the names of the state table (see the package's documentation). */
public enum Folder {
  INBOX_TMP("inbox/tmp"),
  INBOX_NEW("inbox/new"),
  INBOX_CUR("inbox/cur"),
  WORK("work"),
  QUEUE_TMP("queue/tmp"),
  QUEUE_NEW("queue/new"),
  QUEUE_WORK("queue/work"),
  QUEUE_SENT("queue/sent"),
  QUEUE_BAD("queue/bad"),
  DEFERRED("deferred"),
  DONE("done"),
  FAILED("failed");

  private final String path;

  Folder(String path) {
    this.path = path;
  }

  /** The folder's path below the root of the spool, with {@code /}. */
  public String path() {
    return path;
  }
}
