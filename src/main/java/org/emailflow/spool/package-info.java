/** The spool: Maildir, claims, queue and durable files. */
package org.emailflow.spool;
