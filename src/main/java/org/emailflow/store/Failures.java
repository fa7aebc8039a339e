package org.emailflow.store;

import java.sql.SQLException;
import org.emailflow.store.StoreException.Circumstance;
import org.emailflow.store.StoreException.Kind;
import org.mariadb.jdbc.export.MaxAllowedPacketException;

/**
 * Sorts the server's errors into the three kinds, by MariaDB's error numbers
 * (https://mariadb.com/kb/en/mariadb-error-codes/) and, where there is none, by SQLSTATE class 08
 * (no connection). What is not listed is temporary, and marked as unforeseen: a message is never
 * lost to an error that nobody foresaw, and who caused one holds up nobody else.
 */
final class Failures {

  private static final String INIT = "; run `efm init` as a user that may";

  private Failures() {}

  static StoreException of(SQLException e, Login login) {
    Kind kind = kind(e);
    Circumstance circumstance = kind == Kind.TEMPORARY ? circumstance(e) : Circumstance.NONE;
    return new StoreException(kind, circumstance, "database (" + login + "): " + words(e), e);
  }

  /** Of what is temporary: the server's own troubles are listed, whatever data it is given. */
  private static Circumstance circumstance(SQLException e) {
    if (noConnection(e) || Fence.FENCED.equals(e.getSQLState())) {
      return Circumstance.NONE;
    }
    return switch (e.getErrorCode()) {
      case 1020, 1205, 1213 ->
          Circumstance.RETRYABLE; // changed since last read, lock wait, deadlock
      case 3, 1021, 1114, 1028, 1030 -> Circumstance.NONE; // its disk
      case 1037, 1038, 1041, 1135 -> Circumstance.NONE; // its memory and threads
      case 1040, 1203, 1226 -> Circumstance.NONE; // connections
      case 1053, 1317, 1927, 1969 -> Circumstance.NONE; // shutdown, killed, too slow
      case 1290, 1792, 1836 -> Circumstance.NONE; // read-only
      default -> Circumstance.UNFORESEEN;
    };
  }

  private static Kind kind(SQLException e) {
    if (isTooBig(e)) {
      return Kind.PERMANENT;
    }
    if (Fence.FENCED.equals(e.getSQLState())) {
      return Kind.TEMPORARY;
    }
    return switch (e.getErrorCode()) {
      case 1044, 1045, 1049, 1130, 1142, 1143, 1146, 1227, 1370, 1396, 1410, 1698 -> Kind.CONFIG;
      case 1048,
          1054,
          1153,
          1062,
          1064,
          1264,
          1265,
          1292,
          1364,
          1366,
          1406,
          1451,
          1452,
          1644,
          4025 ->
          Kind.PERMANENT;
      default -> Kind.TEMPORARY;
    };
  }

  private static String words(SQLException e) {
    if (Fence.FENCED.equals(e.getSQLState())) {
      return line(e);
    }
    return switch (e.getErrorCode()) {
      case 1044 -> "it does not exist, or this user has no rights in it" + INIT;
      case 1045, 1698 -> "access denied; check user and password in the configuration";
      case 1130 -> "the server takes no connection from this host; check the user's host part";
      case 1049 -> "it does not exist" + INIT;
      case 1142, 1143, 1227, 1370 -> "this user may not do that" + INIT + " (" + line(e) + ")";
      case 1146 -> "a table is missing" + INIT + " (" + line(e) + ")";
      case 1040, 1203, 1226 -> "too many connections; will try again";
      case 1290, 1836 -> "the server is read-only; will try again";
      case 1205 -> "waited too long for a lock; will try again";
      case 1213 -> "deadlock; will try again";
      case 3, 1021, 1114 -> "the server's disk is full; make room there (" + line(e) + ")";
      default ->
          noConnection(e)
              ? "the server is away; start it or check the URL (" + line(e) + ")"
              : line(e);
    };
  }

  /** The driver looks before it sends; its exception tells by the cause only. */
  private static boolean isTooBig(SQLException e) {
    return e.getCause() instanceof MaxAllowedPacketException;
  }

  static boolean noConnection(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("08");
  }

  private static String line(SQLException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }
}
