package org.emailflow.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.emailflow.config.Config.AuthMode;
import org.emailflow.config.Config.AutoReply;
import org.emailflow.config.Config.Bcc;
import org.emailflow.config.Config.DisplayName;
import org.emailflow.config.Config.Encrypted;
import org.emailflow.config.Config.RecipientPosition;
import org.emailflow.config.Config.Signed;
import org.emailflow.config.Config.ThirdParty;

/**
 * Every key of {@code efm.toml}, in the order of its documentation. Reading, suggestions,
 * environment names and the listing all come from here, so that no key is half known.
 */
public final class KeyTable {

  private static final ValueType<String> HOST = new MailTypes.Host();
  private static final ValueType<String> PREFIX = new MailTypes.Prefix();
  private static final ValueType<String> NAME = new SystemTypes.Name();
  private static final ValueType<Secret> SECRET = new SystemTypes.Hidden();
  private static final ValueType<Path> PATH = new SystemTypes.AbsolutePath();
  private static final ValueType<Duration> SPAN = new SystemTypes.Span();
  private static final ValueType<Integer> WHOLE = new ValueType.Whole();
  private static final ValueType<Boolean> FLAG = new ValueType.Flag();
  private static final ValueType<Language> LANGUAGE = choice(Language.values());

  static final Key<List<String>> DOMAINS =
      key("domains", list(HOST), List.of("relay.example"), "the relay's own mail domains");
  static final Key<Path> SPOOL =
      key("spool", PATH, Path.of("/var/spool/efm"), "the folder that mail goes through");
  static final Key<Path> CHAIN =
      open("chain", PATH, "the built-in chain", "the file that lists the plugins");

  static final Key<String> DATABASE_URL =
      open(
          "database.url",
          new SystemTypes.JdbcUrl(),
          "an embedded MariaDB under <spool>/db",
          "the MariaDB server and database");
  static final Key<String> WORKER_USER =
      key("database.user", NAME, "efm", "who sweeps and delivers");
  static final Key<Secret> WORKER_PASSWORD = password("database");
  static final Key<Path> WORKER_PASSWORD_FILE = passwordFile("database");
  static final Key<String> ADMIN_USER =
      open(
          "database.admin.user",
          NAME,
          "as [database]",
          "who runs init and the operator's commands");
  static final Key<Secret> ADMIN_PASSWORD = password("database.admin");
  static final Key<Path> ADMIN_PASSWORD_FILE = passwordFile("database.admin");
  static final Key<String> REPORT_USER =
      open("database.report.user", NAME, "as [database]", "who runs reports");
  static final Key<Secret> REPORT_PASSWORD = password("database.report");
  static final Key<Path> REPORT_PASSWORD_FILE = passwordFile("database.report");

  static final Key<Path> KEYS_FILE =
      open("keys.file", PATH, "<spool>/keys", "the keys that sign tokens and Message-IDs");

  static final Key<String> SERVICE =
      key("address.service", PREFIX, "service-", "how a service's alias begins");
  static final Key<String> USER =
      key("address.user", PREFIX, "user-", "how a correspondent's alias begins");
  static final Key<String> BOUNCE =
      key("address.bounce", PREFIX, "bounce-", "how an outbound envelope sender begins");

  static final Key<String> RECIPIENT_HEADER =
      key(
          "envelope.recipient-header",
          new MailTypes.RecipientHeader(),
          "Delivered-To",
          "where your MTA writes the envelope recipient");
  static final Key<RecipientPosition> RECIPIENT_POSITION =
      key(
          "envelope.recipient-position",
          choice(RecipientPosition.values()),
          RecipientPosition.TOP,
          "which of several such fields is your MTA's");

  static final Key<AuthMode> AUTH_MODE =
      key(
          "auth.mode",
          choice(AuthMode.values()),
          AuthMode.REJECT_FAIL,
          "whose mail is refused by its Authentication-Results");
  static final Key<String> AUTHSERV_ID =
      open(
          "auth.authserv-id",
          new MailTypes.AuthservId(),
          "no Authentication-Results is believed",
          "the name that your MTA writes in Authentication-Results");
  static final Key<List<String>> FORWARDERS =
      key("auth.forwarders", list(HOST), List.of(), "domains whose SRS is undone");

  static final Key<Bcc> BCC =
      key("relay.bcc", choice(Bcc.values()), Bcc.DENY, "mail whose alias is not in To or Cc");
  static final Key<AutoReply> AUTO_REPLY =
      key("relay.auto-reply", choice(AutoReply.values()), AutoReply.RELAY, "automatic answers");
  static final Key<ThirdParty> THIRD_PARTY =
      key(
          "relay.third-party",
          choice(ThirdParty.values()),
          ThirdParty.DROP,
          "addresses of neither party in To and Cc");
  static final Key<DisplayName> DISPLAY_NAME =
      key(
          "relay.display-name",
          choice(DisplayName.values()),
          DisplayName.KEEP,
          "how much of the writer's name is shown");
  static final Key<Signed> SIGNED =
      key("relay.signed", choice(Signed.values()), Signed.STRIP, "mail that shows its signer");
  static final Key<Encrypted> ENCRYPTED =
      key(
          "relay.encrypted",
          choice(Encrypted.values()),
          Encrypted.PASS,
          "mail that cannot be looked into");
  static final Key<Integer> UNANSWERED =
      key("relay.unanswered", WHOLE, 5, "messages a service may send before it is answered");
  static final Key<List<String>> SUBMITTERS =
      key(
          "relay.submitters",
          list(new MailTypes.Client()),
          List.of(),
          "clients whose mail counts as authenticated");

  static final Key<Language> NOTICE_LANGUAGE =
      key("notice.language", LANGUAGE, Language.EN, "the language of the relay's own mail");
  static final Key<Integer> UNAUTHENTICATED_PER_HOUR =
      key(
          "notice.unauthenticated-per-hour",
          WHOLE,
          20,
          "notices to senders of whom nothing is known");

  static final Key<Path> NOTICE_TEMPLATES =
      open(
          "notice.templates",
          PATH,
          "the built-in texts",
          "a folder of the site's own texts of notices, CASE.LANGUAGE.txt");

  static final Key<Transport> TRANSPORT =
      key(
          "courier.transport",
          new SystemTypes.Outlet(),
          new Transport.Smtp("localhost", 25),
          "where outbound mail goes");

  static final Key<Duration> SWEEP =
      key("schedule.sweep", SPAN, Duration.ofSeconds(5), "time between two sweeps of the inbox");
  static final Key<Duration> DELIVER =
      key("schedule.deliver", SPAN, Duration.ofSeconds(2), "time between two looks at the queue");
  static final Key<Boolean> CLUSTER =
      key(
          "schedule.cluster",
          new ValueType.Never(
              "daemons on one host share the work anyway, and hosts share no spool"),
          false,
          "whether several hosts share the work: not built");

  static final Key<Boolean> LOG_ADDRESSES =
      key("log.addresses", FLAG, false, "whether real addresses may stand in the log");

  static final Key<Language> DOMAIN_LANGUAGE =
      open("domain.*.language", LANGUAGE, "as [notice]", "the language of one domain's notices");

  private static final List<Key<?>> ALL =
      List.of(
          DOMAINS,
          SPOOL,
          CHAIN,
          DATABASE_URL,
          WORKER_USER,
          WORKER_PASSWORD,
          WORKER_PASSWORD_FILE,
          ADMIN_USER,
          ADMIN_PASSWORD,
          ADMIN_PASSWORD_FILE,
          REPORT_USER,
          REPORT_PASSWORD,
          REPORT_PASSWORD_FILE,
          KEYS_FILE,
          SERVICE,
          USER,
          BOUNCE,
          RECIPIENT_HEADER,
          RECIPIENT_POSITION,
          AUTH_MODE,
          AUTHSERV_ID,
          FORWARDERS,
          BCC,
          AUTO_REPLY,
          THIRD_PARTY,
          DISPLAY_NAME,
          SIGNED,
          ENCRYPTED,
          UNANSWERED,
          SUBMITTERS,
          NOTICE_LANGUAGE,
          UNAUTHENTICATED_PER_HOUR,
          NOTICE_TEMPLATES,
          TRANSPORT,
          SWEEP,
          DELIVER,
          CLUSTER,
          LOG_ADDRESSES,
          DOMAIN_LANGUAGE);

  private KeyTable() {}

  /** All keys, in the order of the file. */
  public static List<Key<?>> all() {
    return ALL;
  }

  /** Whether {@code path} is a key's, any domain in place of {@code *}. */
  static boolean isKey(List<String> path) {
    return ALL.stream().anyMatch(key -> path.size() == key.path().size() && key.isIn(path));
  }

  /** Whether {@code path} is a table that keys or other tables stand in. */
  static boolean isTable(List<String> path) {
    return ALL.stream().anyMatch(key -> path.size() < key.path().size() && key.isIn(path));
  }

  private static <T> Key<T> key(String name, ValueType<T> type, T fallback, String description) {
    return new Key<>(path(name), type, Optional.of(fallback), "", description);
  }

  /** A key without a fixed default: {@code otherwise} says what happens when it is not set. */
  private static <T> Key<T> open(
      String name, ValueType<T> type, String otherwise, String description) {
    return new Key<>(path(name), type, Optional.empty(), otherwise, description);
  }

  private static Key<Secret> password(String table) {
    return open(table + ".password", SECRET, "none", "that user's password");
  }

  private static Key<Path> passwordFile(String table) {
    String credential = "systemd credential efm-" + table.replace("database.", "") + "-password";
    return open(table + ".password-file", PATH, credential, "a file that holds that password");
  }

  private static List<String> path(String name) {
    return List.of(name.split("\\."));
  }

  private static <T> ValueType<List<T>> list(ValueType<T> element) {
    return new ValueType.ListOf<>(element);
  }

  private static <E extends Enum<E>> ValueType<E> choice(E[] constants) {
    return new ValueType.Choice<>(constants);
  }
}
