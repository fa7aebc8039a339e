package org.emailflow.relay;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emailflow.chain.Alias;
import org.emailflow.config.Config;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.Chars;
import org.emailflow.store.Role;

/**
 * The addresses of the relay's own domains: {@code service-[code]@}, {@code user-[code]@}, {@code
 * bounce-[token]@}.
 *
 * <p>Matched without regard to case. What is in one of the domains but fits no prefix is an {@link
 * Alias} with {@link Role#NONE}: it is nobody's address, and is refused as such rather than guessed
 * at.
 */
public final class AliasGrammar {
  private final Map<Role, String> prefixes;
  private final Set<String> domains;

  public AliasGrammar(Config config) {
    prefixes =
        Map.of(
            Role.SERVICE, config.address().service(),
            Role.USER, config.address().user(),
            Role.BOUNCE, config.address().bounce());
    domains = Set.copyOf(config.domains());
  }

  /** What {@code address} is; empty when it is in none of our domains or is no address. */
  public Optional<Alias> parse(String address) {
    return Addresses.key(address).flatMap(this::parseKey);
  }

  private Optional<Alias> parseKey(String key) {
    int at = key.lastIndexOf('@');
    String local = key.substring(0, at);
    String domain = key.substring(at + 1);
    if (!domains.contains(domain)) {
      return Optional.empty();
    }
    return Optional.of(
        prefixes.entrySet().stream()
            .filter(entry -> local.startsWith(entry.getValue()))
            .findFirst()
            .map(entry -> alias(entry.getKey(), local.substring(entry.getValue().length()), domain))
            .orElse(new Alias(Role.NONE, "", domain)));
  }

  private static Alias alias(Role role, String code, String domain) {
    boolean plain = !code.isEmpty() && Chars.all(code, AliasGrammar::isCodeCharacter);
    return plain ? new Alias(role, code, domain) : new Alias(Role.NONE, "", domain);
  }

  private static boolean isCodeCharacter(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  }

  /** Whether {@code address} is, or pretends to be, one of our codes. */
  public boolean isAlias(String address) {
    return parse(address).filter(alias -> alias.role() != Role.NONE).isPresent();
  }

  /** The address of a code in {@code domain}. */
  public String address(Role role, String code, String domain) {
    return prefixes.get(role) + code + "@" + domain;
  }
}
