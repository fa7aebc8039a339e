package org.emailflow.config;

import java.util.Optional;

/**
 * The MariaDB server and the three users who speak to it.
 *
 * @param url a {@code jdbc:mariadb:} URL without user and password
 * @param worker who sweeps and delivers
 * @param ownAdmin who changes the schema; empty: the worker must, and {@code efm check} says so
 * @param ownReport who runs reports; empty: the worker does, and {@code efm check} says so
 */
public record Database(
    String url, Login worker, Optional<Login> ownAdmin, Optional<Login> ownReport) {

  /** Who runs {@code init} and the operator's commands. */
  public Login admin() {
    return ownAdmin.orElse(worker);
  }

  /** Who runs reports. */
  public Login report() {
    return ownReport.orElse(worker);
  }

  /** A database user; the password is empty for one that the server knows by its socket. */
  public record Login(String user, Secret password) {}
}
