package org.emailflow.schedule;

import java.time.Duration;

/**
 * What the daemon does again and again.
 *
 * @param name in the log
 * @param rhythm from the beginning of one round to that of the next
 * @param round never run twice at once, on a thread that may change from round to round
 */
public record Work(String name, Duration rhythm, Runnable round) {}
