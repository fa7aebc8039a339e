/**
 * The commands: one picocli class each, no logic.
 *
 * <p>{@link org.emailflow.cli.Start} is where the program starts: the commands of timers run from
 * there, all others from {@code Main}, through picocli. {@code Site} opens what a command works
 * with; {@code Errors} turns every failure into one line and an exit code of sysexits(3).
 */
package org.emailflow.cli;
