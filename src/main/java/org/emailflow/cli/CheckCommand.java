package org.emailflow.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.plugin.BuiltIn;
import org.emailflow.config.Config;
import org.emailflow.courier.Mta;
import org.emailflow.courier.MtaUnavailableException;
import org.emailflow.store.Login;
import org.emailflow.store.Schema;
import org.emailflow.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm check}: what is wrong and how to mend it. */
@Command(
    name = "check",
    description = {
      "Looks at settings, keys, spool, database and mail server; says what is wrong and how to mend"
          + " it.",
      "Exit code 0 when a sweep can run, else that of the first thing that is wrong."
    })
final class CheckCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  private PrintWriter out;
  private RuntimeException first;

  @Override
  public void run() {
    out = spec.commandLine().getOut();
    try (Site site = main.site()) {
      ok("settings", site.config().source().map(Object::toString).orElse("built-in defaults"));
      look(
          "keys",
          () -> site.config().keys().file() + ", signing key " + site.keyring().ids().get(0));
      look("spool", () -> site.spool().depths().size() + " folders in " + site.config().spool());
      look("plugins", () -> plugins(site));
      databases(site);
      envelope(site);
      mta(site);
      authentication(site);
      archive();
    }
    out.flush();
    if (first != null) {
      throw first;
    }
  }

  private void databases(Site site) {
    if (site.logins().isEmbedded()) {
      warn(
          "database",
          "embedded, in "
              + site.logins().embeddedFolder()
              + ": for trying out and small sites; configure [database] for more");
    } else {
      var database = site.config().database().orElseThrow();
      if (database.ownAdmin().isEmpty()) {
        warn(
            "database", "no [database.admin]: the worker's user must be able to change the schema");
      }
      if (database.ownReport().isEmpty()) {
        warn(
            "database",
            "no [database.report]: reports run as the worker's user, who sees addresses");
      }
    }
    if (isMissing(site)) {
      look("database", () -> missing(site.logins().admin()));
    } else {
      look("database", () -> login(site.logins().worker()));
      look("operator", () -> login(site.logins().admin()));
      look("reports", () -> login(site.logins().report()));
      if (first == null) {
        procedures(site);
      }
    }
  }

  private static boolean isMissing(Site site) {
    try {
      return !new Schema(site.logins().admin()).exists();
    } catch (StoreException e) {
      return false; // the look at the operator's login says why nobody can tell
    }
  }

  private static String missing(Login login) {
    throw CommandException.config("database (" + login + "): it does not exist; run `efm init`");
  }

  /** A web site's calls follow what {@code efm init} wrote down, a sweep the settings. */
  private void procedures(Site site) {
    Map<String, String> known = Schema.settings(site.logins().worker());
    List<String> other = new ArrayList<>();
    new TreeMap<>(Setup.settings(site.config()))
        .forEach(
            (name, value) -> {
              if (!value.equals(known.get(name))) {
                other.add(name + " = " + known.getOrDefault(name, "(none)") + ", not " + value);
              }
            });
    if (other.isEmpty()) {
      ok("procedures", "service_code and user_code go by these settings");
    } else {
      warn(
          "procedures",
          "service_code and user_code go by " + String.join("; ", other) + ": run `efm init`");
    }
  }

  private static String login(Login login) {
    Schema.check(login);
    return login.toString();
  }

  private String plugins(Site site) {
    List<String> names =
        new ArrayList<>(site.relay().chain().site().stream().map(Plugin::name).toList());
    for (String expected : BuiltIn.DEFAULT) {
      if (!names.contains(expected)) {
        warn("plugins", "the chain has no " + expected + "; efm plugins shows what it has");
      }
    }
    return String.join(" ", names);
  }

  private void envelope(Site site) {
    var envelope = site.config().envelope();
    ok(
        "envelope",
        "the recipient is read from "
            + envelope.recipientHeader()
            + ", "
            + envelope.recipientPosition().name().toLowerCase(java.util.Locale.ROOT)
            + " of the header: it must be the one that your MTA writes");
  }

  /** What a setting asks for and another one keeps from happening. */
  private void authentication(Site site) {
    boolean believed = site.config().auth().authservId().isPresent();
    boolean submitters = !site.config().relay().submitters().isEmpty();
    if (!believed && site.config().auth().mode() != Config.AuthMode.OFF) {
      warn("auth", "no authserv-id: let the MTA reject mail that fails DMARC, or set it in [auth]");
    }
    if (!believed && !submitters && site.config().relay().thirdParty() == Config.ThirdParty.MASK) {
      warn("relay", "third-party = \"mask\" masks for authenticated writers only; set authserv-id");
    }
  }

  /** {@code bin/efm} says which archive of classes it uses, the JVM whether it took it. */
  private void archive() {
    String archive = System.getProperty("efm.archive");
    if (archive == null) {
      warn(
          "start-up",
          "no class-data archive in use, commands start slower; let this user write /var/cache/efm"
              + " (or set EFM_CDS), and the next sweep makes one");
    } else if (isShared()) {
      ok("start-up", "classes come from " + archive);
    } else {
      warn(
          "start-up",
          "the class-data archive "
              + archive
              + " does not fit this Java, commands start slower; remove it, and the next sweep makes"
              + " a new one");
    }
  }

  private static boolean isShared() {
    return Boolean.parseBoolean(
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("UseSharedSpaces")
            .getValue());
  }

  /** One that is away stops no sweep: a warning. */
  private void mta(Site site) {
    try (Mta mta = site.mta()) {
      mta.open();
      ok("mail server", site.config().courier().transport().toString());
    } catch (MtaUnavailableException e) {
      warn("mail server", e.getMessage());
    }
  }

  /** Something to look at: what is fine about it, or an exception that says what to do. */
  private interface Look {
    String at();
  }

  private void look(String what, Look look) {
    try {
      ok(what, look.at());
    } catch (RuntimeException e) {
      out.println("WRONG  " + what + ": " + e.getMessage());
      if (first == null) {
        first = e;
      }
    }
  }

  private void ok(String what, String text) {
    out.println("ok     " + what + ": " + text);
  }

  private void warn(String what, String text) {
    out.println("warn   " + what + ": " + text);
  }
}
