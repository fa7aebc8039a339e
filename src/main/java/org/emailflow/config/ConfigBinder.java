package org.emailflow.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the values of all keys into the records, and checks what one key alone cannot know. */
final class ConfigBinder {

  private final Values values;
  private final Variables environment;
  private final Findings findings;

  ConfigBinder(Values values, Variables environment, Findings findings) {
    this.values = values;
    this.environment = environment;
    this.findings = findings;
  }

  Config bind(Optional<Path> source) {
    List<String> domains = domains();
    Path spool = values.get(KeyTable.SPOOL);
    return new Config(
        domains,
        spool,
        new Logins(values, environment, findings).database(),
        new Config.Keys(values.find(KeyTable.KEYS_FILE).orElse(spool.resolve("keys"))),
        address(),
        envelope(),
        auth(),
        relay(),
        notice(),
        new Config.Courier(values.get(KeyTable.TRANSPORT)),
        schedule(),
        new Config.Log(values.get(KeyTable.LOG_ADDRESSES)),
        values.find(KeyTable.CHAIN),
        domainSettings(domains),
        source);
  }

  private List<String> domains() {
    List<String> domains = values.get(KeyTable.DOMAINS);
    if (domains.isEmpty()) {
      values.problem(KeyTable.DOMAINS, "\"domains\" is empty; name the relay's own domain");
    }
    return domains;
  }

  private Config.Address address() {
    String service = values.get(KeyTable.SERVICE);
    String user = values.get(KeyTable.USER);
    String bounce = values.get(KeyTable.BOUNCE);
    refuseOverlap(KeyTable.SERVICE, service, KeyTable.USER, user);
    refuseOverlap(KeyTable.SERVICE, service, KeyTable.BOUNCE, bounce);
    refuseOverlap(KeyTable.USER, user, KeyTable.BOUNCE, bounce);
    return new Config.Address(service, user, bounce);
  }

  /** An address that begins with two prefixes would be an alias of two sorts. */
  private void refuseOverlap(Key<String> one, String a, Key<String> other, String b) {
    if (a.startsWith(b) || b.startsWith(a)) {
      values.problem(
          values.isSet(other) ? other : one,
          quoted(one, a) + " and " + quoted(other, b) + " begin alike; choose others");
    }
  }

  private static String quoted(Key<String> key, String value) {
    return Quoted.text(value) + " (" + key.simpleName() + ")";
  }

  private Config.Envelope envelope() {
    return new Config.Envelope(
        values.get(KeyTable.RECIPIENT_HEADER), values.get(KeyTable.RECIPIENT_POSITION));
  }

  private Config.Auth auth() {
    Config.AuthMode mode = values.get(KeyTable.AUTH_MODE);
    Optional<String> id = values.find(KeyTable.AUTHSERV_ID);
    if (mode == Config.AuthMode.REQUIRE_PASS && !values.isSet(KeyTable.AUTHSERV_ID)) {
      values.problem(
          KeyTable.AUTH_MODE,
          "\"require-pass\" without an \"authserv-id\" would refuse all mail; set it in [auth]");
    }
    return new Config.Auth(mode, id, values.get(KeyTable.FORWARDERS));
  }

  private Config.Relay relay() {
    return new Config.Relay(
        values.get(KeyTable.BCC),
        values.get(KeyTable.AUTO_REPLY),
        values.get(KeyTable.THIRD_PARTY),
        values.get(KeyTable.DISPLAY_NAME),
        values.get(KeyTable.SIGNED),
        values.get(KeyTable.ENCRYPTED),
        values.get(KeyTable.UNANSWERED),
        values.get(KeyTable.SUBMITTERS));
  }

  private Config.Notice notice() {
    return new Config.Notice(
        values.get(KeyTable.NOTICE_LANGUAGE),
        values.get(KeyTable.UNAUTHENTICATED_PER_HOUR),
        values.find(KeyTable.NOTICE_TEMPLATES).map(this::templates).orElse(Map.of()));
  }

  private Map<String, String> templates(Path folder) {
    try {
      return NoticeTemplates.read(folder);
    } catch (ConfigException e) {
      values.problem(KeyTable.NOTICE_TEMPLATES, e.getMessage());
      return Map.of();
    }
  }

  private Config.Schedule schedule() {
    values.get(KeyTable.CLUSTER); // refused unless it is false; there is nothing to keep of it
    return new Config.Schedule(values.get(KeyTable.SWEEP), values.get(KeyTable.DELIVER));
  }

  private Map<String, Config.DomainSettings> domainSettings(List<String> domains) {
    values.refuseDomainsOtherThan(domains);
    Map<String, Config.DomainSettings> settings = new LinkedHashMap<>();
    for (String domain : domains) {
      Optional<Language> language = values.find(KeyTable.DOMAIN_LANGUAGE.of(domain));
      if (language.isPresent()) {
        settings.put(domain, new Config.DomainSettings(language));
      }
    }
    return settings;
  }
}
