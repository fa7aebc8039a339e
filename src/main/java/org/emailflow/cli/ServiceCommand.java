package org.emailflow.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.emailflow.chain.Alias;
import org.emailflow.mail.Addresses;
import org.emailflow.relay.AliasGrammar;
import org.emailflow.store.Role;
import org.emailflow.store.ServiceFacts;
import org.emailflow.store.Services;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm service}: who can be written to. A service is named by its code or its address. */
@Command(
    name = "service",
    description = "Registers services and shows them. SERVICE is a code or its whole address.",
    subcommands = ServiceCommand.AddressCommand.class)
final class ServiceCommand implements Runnable {
  private static final int LONGEST = 255;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw Usage.missing(spec);
  }

  @Command(
      name = "add",
      description = {
        "Registers a service; prints its address, alone on the line.",
        "The first address gets the mail; all of them may answer for the service."
      })
  void add(
      @Option(
              names = "--address",
              required = true,
              paramLabel = "A",
              description = "A real address.")
          List<String> addresses,
      @Option(
              names = "--name",
              paramLabel = "N",
              defaultValue = "",
              description = "What people call it.")
          String name,
      @Option(
              names = "--reference",
              paramLabel = "R",
              description = "The site's own id of the listing.")
          String reference,
      @Option(
              names = "--domain",
              paramLabel = "D",
              description = "One of the configured domains; default the first.")
          String domain,
      @Option(
              names = "--expires",
              paramLabel = "T",
              description = "A day (2027-01-31) or an instant, in UTC.")
          String expires) {
    bounded("--name", name);
    bounded("--reference", reference);
    try (Site site = main.site()) {
      AliasGrammar grammar = new AliasGrammar(site.config());
      List<Services.Address> real = new ArrayList<>();
      for (String address : addresses) {
        real.add(real(grammar, address));
      }
      ServiceFacts service =
          site.services()
              .add(
                  new Services.New(
                      real,
                      name,
                      Optional.ofNullable(reference),
                      domain(site, domain),
                      Optional.ofNullable(expires).map(ServiceCommand::instant)),
                  Instant.now());
      out().println(alias(grammar, service));
    }
    out().flush();
  }

  @Command(name = "list", description = "Lists all services, the oldest first.")
  void list() {
    try (Site site = main.site()) {
      AliasGrammar grammar = new AliasGrammar(site.config());
      for (ServiceFacts service : site.services().list()) {
        out()
            .printf(
                "%s  %-8s  %s  %s%n",
                alias(grammar, service),
                state(service),
                service.primary().address(),
                service.name());
      }
    }
    out().flush();
  }

  @Command(name = "show", description = "Shows one service and its real addresses.")
  void show(@Parameters(paramLabel = "SERVICE") String code) {
    try (Site site = main.site()) {
      AliasGrammar grammar = new AliasGrammar(site.config());
      ServiceFacts service =
          site.services().find(code(grammar, code)).orElseThrow(() -> unknown(code));
      PrintWriter out = out();
      out.println("address    " + alias(grammar, service));
      out.println("name       " + service.name());
      out.println("reference  " + service.reference().orElse(""));
      out.println("state      " + state(service));
      out.println("expires    " + service.expiresAt().map(Instant::toString).orElse("never"));
      out.println("created    " + service.createdAt());
      service.addresses().forEach(a -> out.println(shown(a)));
      out.flush();
    }
  }

  @Command(name = "disable", description = "Mail to it and from it is refused from now on.")
  void disable(@Parameters(paramLabel = "SERVICE") String code) {
    enable(code, false);
  }

  @Command(name = "enable", description = "Takes back disable.")
  void enable(@Parameters(paramLabel = "SERVICE") String code) {
    enable(code, true);
  }

  private void enable(String code, boolean enabled) {
    try (Site site = main.site()) {
      AliasGrammar grammar = new AliasGrammar(site.config());
      found(code, site.services().enable(code(grammar, code), enabled));
    }
  }

  /** {@code efm service address}: the real addresses of one service. */
  @Command(name = "address", description = "Changes the real addresses of a service.")
  static final class AddressCommand implements Runnable {
    @ParentCommand private ServiceCommand service;
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      throw Usage.missing(spec);
    }

    @Command(name = "add", description = "Lets one more address answer for the service.")
    void add(
        @Parameters(paramLabel = "SERVICE") String code,
        @Parameters(paramLabel = "ADDRESS") String address,
        @Option(
                names = "--whole-domain",
                description = "So may every address of its domain: never for a mail provider's.")
            boolean wholeDomain) {
      change(
          code,
          address,
          (services, c, a) ->
              services.addAddress(c, new Services.Address(a.address(), a.key(), wholeDomain)));
    }

    @Command(name = "remove", description = "Takes an address away; the primary one stays.")
    void remove(
        @Parameters(paramLabel = "SERVICE") String code,
        @Parameters(paramLabel = "ADDRESS") String address) {
      change(code, address, (services, c, a) -> remove(services, code, c, a));
    }

    @Command(name = "primary", description = "Sends the service's mail to this address.")
    void primary(
        @Parameters(paramLabel = "SERVICE") String code,
        @Parameters(paramLabel = "ADDRESS") String address) {
      change(code, address, ServiceCommand::makePrimary);
    }

    private static boolean remove(
        Services services, String given, String code, Services.Address address) {
      boolean removed = services.removeAddress(code, address.key());
      if (!removed && services.find(code).isPresent()) {
        throw CommandException.badData(
            given + " has no address " + address.address() + "; efm service show lists them");
      }
      return removed;
    }

    /** A change of one address; whether there is such a service. */
    private interface Change {
      boolean apply(Services services, String code, Services.Address address);
    }

    private void change(String code, String address, Change change) {
      try (Site site = service.main.site()) {
        AliasGrammar grammar = new AliasGrammar(site.config());
        Services.Address real = real(grammar, address);
        found(code, change.apply(site.services(), code(grammar, code), real));
      }
    }
  }

  /**
   * Only what may answer for it already: a slip of the pen must not send its mail to a stranger.
   */
  private static boolean makePrimary(Services services, String code, Services.Address address) {
    Optional<ServiceFacts> service = services.find(code);
    boolean known =
        service.stream()
            .flatMap(found -> found.addresses().stream())
            .anyMatch(own -> own.key().equals(address.key()));
    if (service.isPresent() && !known) {
      throw CommandException.badData(
          "the service has no address "
              + address.address()
              + "; efm service address add comes first");
    }
    return service.isPresent() && services.makePrimary(code, address);
  }

  private static String shown(ServiceFacts.Address address) {
    return (address.primary() ? "mail to    " : "may write  ")
        + address.address()
        + (address.wholeDomain() ? " and its whole domain" : "");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  static String alias(AliasGrammar grammar, ServiceFacts service) {
    return grammar.address(Role.SERVICE, service.code(), service.domain());
  }

  private static String state(ServiceFacts service) {
    if (!service.enabled()) {
      return "disabled";
    }
    return service.open(Instant.now()) ? "active" : "expired";
  }

  /** A code as it is in the database, from what a person pastes: the code or the whole address. */
  private static String code(AliasGrammar grammar, String given) {
    return grammar
        .parse(given)
        .filter(alias -> alias.role() == Role.SERVICE)
        .map(Alias::code)
        .orElse(given);
  }

  /** A service behind one of our own codes would be a loop. */
  private static Services.Address real(AliasGrammar grammar, String address) {
    String key =
        Addresses.key(address)
            .orElseThrow(
                () -> CommandException.badData("\"" + address + "\" is no e-mail address"));
    if (grammar.parse(address).isPresent()) {
      throw CommandException.badData(
          address + " is in the relay's own domain; a service needs a real address");
    }
    return new Services.Address(address.strip(), key, false);
  }

  private static String domain(Site site, String asked) {
    List<String> domains = site.config().domains();
    String domain = asked == null ? domains.get(0) : asked.toLowerCase(Locale.ROOT);
    if (!domains.contains(domain)) {
      throw CommandException.badData(
          "\"" + asked + "\" is none of the configured domains: " + String.join(", ", domains));
    }
    return domain;
  }

  private static Instant instant(String text) {
    try {
      return text.length() == "2027-01-31".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw CommandException.usage(
          "\"" + text + "\" is no time: write 2027-01-31 or 2027-01-31T12:00:00Z");
    }
  }

  private static void bounded(String option, String text) {
    if (text != null && text.length() > LONGEST) {
      throw CommandException.badData(option + " has at most " + LONGEST + " characters");
    }
  }

  private static void found(String code, boolean found) {
    if (!found) {
      throw unknown(code);
    }
  }

  private static CommandException unknown(String code) {
    return CommandException.badData("no service " + code + "; efm service list shows all");
  }
}
