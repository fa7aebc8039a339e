package org.emailflow.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of one site, read once by {@link ConfigReader} and never changed; a reload makes a
 * new one. One nested record a table of {@code efm.toml}; {@link KeyTable} holds each key's name,
 * default and description.
 *
 * @param domains the relay's own domains, lower-cased, internationalised ones as A-labels; the
 *     first is where a service gets its code unless it names another; never empty
 * @param spool absolute path of the spool
 * @param database empty: the embedded database under the spool
 * @param chain absolute path of the file that lists the plugins; empty: the built-in chain
 * @param domain settings of single domains; holds only those that have any
 * @param source the file that this was read from; empty: built-in defaults and environment alone
 */
public record Config(
    List<String> domains,
    Path spool,
    Optional<Database> database,
    Keys keys,
    Address address,
    Envelope envelope,
    Auth auth,
    Relay relay,
    Notice notice,
    Courier courier,
    Schedule schedule,
    Log log,
    Optional<Path> chain,
    Map<String, DomainSettings> domain,
    Optional<Path> source) {

  public Config {
    domains = List.copyOf(domains);
    domain = Map.copyOf(domain);
  }

  /** The language of notices about mail to {@code domainName}, which is one of {@link #domains}. */
  public Language languageOf(String domainName) {
    DomainSettings own = domain.get(domainName);
    return own == null ? notice.language() : own.language().orElse(notice.language());
  }

  /** {@code [keys]}: where the {@link Keyring} is kept. */
  public record Keys(Path file) {}

  /**
   * {@code [address]}: how the local part of each sort of alias begins. Lower-cased; none begins
   * with another, so an address belongs to one sort at most.
   */
  public record Address(String service, String user, String bounce) {}

  /** {@code [envelope]}: where the site's MTA writes the recipient. */
  public record Envelope(String recipientHeader, RecipientPosition recipientPosition) {}

  /** Which of several fields of that name is the MTA's own: the others are the writer's text. */
  public enum RecipientPosition {
    TOP,
    LAST
  }

  /**
   * {@code [auth]}: what an {@code Authentication-Results} field counts for.
   *
   * @param authservId lower-cased name under which our own MTA writes that field; empty: no such
   *     field is believed
   * @param forwarders domains whose SRS is undone
   */
  public record Auth(AuthMode mode, Optional<String> authservId, List<String> forwarders) {
    public Auth {
      forwarders = List.copyOf(forwarders);
    }
  }

  /** What happens to a writer whose domain does not vouch for the message. */
  public enum AuthMode {
    OFF,
    REJECT_FAIL,
    REQUIRE_PASS
  }

  /**
   * {@code [relay]}: what passes, and how.
   *
   * @param unanswered how many messages a service may send to a correspondent since that one's last
   * @param submitters host names, addresses and networks (CIDR) whose mail counts as authenticated
   */
  public record Relay(
      Bcc bcc,
      AutoReply autoReply,
      ThirdParty thirdParty,
      DisplayName displayName,
      Signed signed,
      Encrypted encrypted,
      int unanswered,
      List<String> submitters) {
    public Relay {
      submitters = List.copyOf(submitters);
    }
  }

  /** Mail whose alias stands in neither To nor Cc. */
  public enum Bcc {
    DENY,
    RELAY
  }

  /** Automatic answers: to the other party at most once a day, or to nobody. */
  public enum AutoReply {
    RELAY,
    DISCARD
  }

  /** Addresses of neither party in To and Cc. */
  public enum ThirdParty {
    DROP,
    MASK
  }

  /** How much of the writer's name the other party sees. */
  public enum DisplayName {
    KEEP,
    FIRST_NAME,
    HIDE
  }

  /** Signed mail, which shows its signer. */
  public enum Signed {
    STRIP,
    DENY,
    PASS
  }

  /** Encrypted mail, into which nobody can look. */
  public enum Encrypted {
    PASS,
    DENY
  }

  /**
   * {@code [notice]}: the mail that the relay itself writes.
   *
   * @param unauthenticatedPerHour notices an hour, for the whole site, to senders of whom nothing
   *     says that they are real
   * @param templates the site's own texts, by name: {@code blind-copy.en.txt}
   */
  public record Notice(
      Language language, int unauthenticatedPerHour, Map<String, String> templates) {
    public Notice {
      templates = Map.copyOf(templates);
    }

    Notice(Language language, int unauthenticatedPerHour) {
      this(language, unauthenticatedPerHour, Map.of());
    }
  }

  /** {@code [courier]}: where outbound mail goes. */
  public record Courier(Transport transport) {}

  /** {@code [schedule]}: the daemon's rhythm. */
  public record Schedule(Duration sweep, Duration deliver) {}

  /** {@code [log]}: whether real addresses may stand in the log. */
  public record Log(boolean addresses) {}

  /** {@code [domain."…"]}: what one domain has of its own; empty: as for all. */
  public record DomainSettings(Optional<Language> language) {}
}
