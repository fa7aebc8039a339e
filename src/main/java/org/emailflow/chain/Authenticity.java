package org.emailflow.chain;

/** Whether the site's own MTA found that a message comes from whom it says. */
public enum Authenticity {
  /** The writer's domain vouches for it, or one of the site's own hosts sent it. */
  PASS,
  /** The writer's domain says that it is forged. */
  FAIL,
  /** Nothing is said, or nothing that may be believed. */
  NONE
}
