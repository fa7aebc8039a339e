package org.emailflow.courier;

import java.util.Optional;

/**
 * One envelope recipient of a queue file.
 *
 * @param address without angle brackets
 * @param when to report (NOTIFY), as RFC 3461 writes it in upper case: {@code NEVER} or a list
 * @param orcpt the original recipient, {@code <addr-type>;<xtext>}
 */
record Recipient(String address, Optional<String> when, Optional<String> orcpt) {}
