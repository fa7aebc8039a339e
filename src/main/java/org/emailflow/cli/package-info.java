/**
 * The commands: one picocli class each, no logic.
 *
 * <p>{@link org.emailflow.cli.Main} is the program; {@code Site} opens what a command works with;
 * {@code Errors} turns every failure into one line and an exit code of sysexits(3).
 */
package org.emailflow.cli;
