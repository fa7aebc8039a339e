/** The commands: one class each, no logic. */
package org.emailflow.cli;
