package org.emailflow.report;

/** How a report is written. */
public enum Format {
  TABLE,
  CSV,
  JSON
}
