package org.emailflow.cli;

import java.util.Map;
import org.emailflow.config.Config;
import org.emailflow.spool.Spool;

/** The steps of {@code efm init}, each of which may be taken again. */
final class Setup {
  private final Site site;

  Setup(Site site) {
    this.site = site;
  }

  void spool() {
    site.checkOwner();
    Spool.create(site.config().spool());
  }

  void keys() {
    site.makeKeys();
  }

  /** How many migrations were applied. */
  int database() {
    return site.logins().migrate(settings(site.config()));
  }

  void all() {
    spool();
    keys();
    database();
  }

  /** What the stored procedures have to know of the settings. */
  static Map<String, String> settings(Config config) {
    return Map.of(
        "service-prefix", config.address().service(),
        "user-prefix", config.address().user(),
        "bounce-prefix", config.address().bounce(),
        "domain", config.domains().get(0),
        "domains", String.join(",", config.domains()));
  }
}
