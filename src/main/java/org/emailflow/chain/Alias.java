package org.emailflow.chain;

import org.emailflow.store.Role;

/**
 * An address of the relay's own domain, taken apart.
 *
 * @param role what its prefix says that it is
 * @param code the code or token, in lower case
 * @param domain one of the configured domains, in lower case
 */
public record Alias(Role role, String code, String domain) {}
