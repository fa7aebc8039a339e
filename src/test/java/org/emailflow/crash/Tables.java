package org.emailflow.crash;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.emailflow.store.Login;

/**
 * The committed rows of a whole database, to be kept and put back: what a server at full durability
 * has after a power cut is what others could read in that moment.
 */
final class Tables implements AutoCloseable {

  /** Each row of each table, its columns as text, binary ones as hex: equal if the rows are. */
  record Image(Map<String, List<String>> columns, Map<String, List<List<String>>> rows) {

    /** A column of a table, NULL as null. */
    List<String> column(String table, String name) {
      int at = columns.get(table).indexOf("`" + name + "`");
      return rows.get(table).stream().map(row -> row.get(at)).collect(Collectors.toList());
    }
  }

  private final Connection connection;
  private final Map<String, List<String>> columns = new LinkedHashMap<>();

  Tables(Login admin) throws SQLException {
    connection = DriverManager.getConnection(admin.url(), admin.user(), admin.password());
    connection.setAutoCommit(false);
    String all =
        "select c.table_name, c.column_name, c.data_type from information_schema.columns c"
            + " join information_schema.tables t using (table_schema, table_name)"
            + " where c.table_schema = database() and t.table_type = 'BASE TABLE'"
            + " and c.table_name not like 'flyway%' order by c.table_name, c.ordinal_position";
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(all)) {
      while (found.next()) {
        String column = found.getString(2);
        boolean binary = found.getString(3).contains("binary");
        columns
            .computeIfAbsent(found.getString(1), table -> new ArrayList<>())
            .add(binary ? "hex(`" + column + "`)" : "`" + column + "`");
      }
    }
  }

  /** As it is now, in one look. */
  Image image() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("start transaction with consistent snapshot");
      Map<String, List<List<String>>> all = new LinkedHashMap<>();
      for (Map.Entry<String, List<String>> table : columns.entrySet()) {
        all.put(table.getKey(), rows(statement, table.getKey(), table.getValue()));
      }
      connection.commit();
      return new Image(columns, all);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<List<String>> rows(Statement statement, String table, List<String> of)
      throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    String query = "select " + String.join(", ", of) + " from `" + table + "`";
    try (ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= of.size(); i++) {
          row.add(found.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Makes it so again. */
  void restore(Image image) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set foreign_key_checks = 0");
      for (Map.Entry<String, List<List<String>>> table : image.rows().entrySet()) {
        statement.execute("delete from `" + table.getKey() + "`");
        insert(table.getKey(), table.getValue());
      }
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void insert(String table, List<List<String>> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    List<String> values = new ArrayList<>();
    for (String column : columns.get(table)) {
      values.add(column.startsWith("hex(") ? "unhex(?)" : "?");
    }
    String row = "(" + String.join(", ", values) + ")";
    String all = String.join(", ", Collections.nCopies(rows.size(), row));
    try (PreparedStatement insert =
        connection.prepareStatement("insert into `" + table + "` values " + all)) {
      int i = 1;
      for (List<String> one : rows) {
        for (String value : one) {
          insert.setString(i++, value);
        }
      }
      insert.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
