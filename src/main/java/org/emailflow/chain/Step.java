package org.emailflow.chain;

/**
 * One plugin's answer, as {@code efm explain} prints it.
 *
 * @param core whether the plugin is one that no chain file can leave out
 */
public record Step(Hook hook, String plugin, boolean core, Verdict verdict) {}
