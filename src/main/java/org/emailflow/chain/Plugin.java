package org.emailflow.chain;

import java.util.Set;

/**
 * One policy. Built-in ones live in {@code chain.plugin}.
 *
 * <p>A plugin is asked from several threads and keeps no state of its own between messages. One
 * that throws counts as {@code DENYSOFT}: a broken policy must not let mail pass, nor lose it.
 */
public interface Plugin {
  /** The name in the chain file and in {@code explain}: lower-case words joined by underscores. */
  String name();

  /** The hooks on which it wants to be asked. */
  Set<Hook> hooks();

  /** Its verdict on {@code transaction} at {@code hook}; never null. */
  Verdict on(Hook hook, Transaction transaction);
}
