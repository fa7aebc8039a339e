/**
 * The daemon's life: {@link org.emailflow.schedule.Daemon} has Quartz ask for each {@link
 * org.emailflow.schedule.Work} in its own rhythm, each on its own thread and never twice at once,
 * until it is told to stop; the rounds at hand are then finished. {@code efm run} gives it the
 * sweep and the delivery, each with a database connection of its own, because a connection belongs
 * to one thread at a time; so an MTA that is slow holds no sweep up.
 */
package org.emailflow.schedule;
