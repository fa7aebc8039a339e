package org.emailflow.spool;

/**
 * An original that is put away.
 *
 * @param archival what was asked
 * @param name what it is called in its box: its own name, or {@code <name>~<ledger id>} where that
 *     was taken
 */
public record Archived(Archival archival, String name) {}
