/**
 * The daemon's life: Quartz asks for a sweep in the configured rhythm, never two at once; systemd
 * is told when it is ready and when it stops.
 */
package org.emailflow.schedule;
