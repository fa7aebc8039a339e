package org.emailflow.store;

import static java.util.Objects.requireNonNull;

/**
 * Where a database is and as whom to go there.
 *
 * @param url a JDBC URL of MariaDB with the database in it: {@code
 *     jdbc:mariadb://localhost:3306/efm}
 * @param password never shown by {@link #toString}
 */
public record Login(String url, String user, String password) {

  private static final String SCHEME = "jdbc:mariadb:";

  public Login {
    requireNonNull(user);
    requireNonNull(password);
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "a database URL starts with " + SCHEME + " (this one: " + url + ")");
    }
  }

  /**
   * The name of the database: what stands between the last slash and the options; empty if the URL
   * names none.
   */
  public String database() {
    String path = url.substring(SCHEME.length());
    int options = path.indexOf('?');
    path = options < 0 ? path : path.substring(0, options);
    int authority = path.startsWith("//") ? 2 : 0;
    int slash = path.indexOf('/', authority);
    return slash < 0 ? "" : path.substring(slash + 1);
  }

  /**
   * The same server and user with no database chosen, for what must be done before there is one.
   */
  Login withoutDatabase() {
    String name = database();
    if (name.isEmpty()) {
      return this;
    }
    int at = url.indexOf("/" + name, SCHEME.length() + 2);
    return new Login(
        url.substring(0, at + 1) + url.substring(at + 1 + name.length()), user, password);
  }

  @Override
  public String toString() {
    return user + " at " + url;
  }
}
