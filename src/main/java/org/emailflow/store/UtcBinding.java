package org.emailflow.store;

import java.sql.CallableStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.conf.ParamType;
import org.jooq.impl.DSL;

/**
 * {@code DATETIME(6)} in UTC as an {@link Instant}, whatever the zone of the JVM or of the session.
 * Public for the generated classes only.
 *
 * <p>jOOQ's own way goes through {@link java.sql.Timestamp}, which cannot hold the hour that a
 * summer time skips: a message of that hour would be stored an hour late on a server whose JVM runs
 * in such a zone. Times are cut to microseconds, as the column is.
 */
public final class UtcBinding implements Binding<LocalDateTime, Instant> {

  private static final Converter<LocalDateTime, Instant> CONVERTER =
      Converter.ofNullable(
          LocalDateTime.class,
          Instant.class,
          time -> time.toInstant(ZoneOffset.UTC),
          instant ->
              LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC));

  @Override
  public Converter<LocalDateTime, Instant> converter() {
    return CONVERTER;
  }

  @Override
  public void sql(BindingSQLContext<Instant> ctx) {
    if (ctx.render().paramType() == ParamType.INLINED) {
      LocalDateTime time = CONVERTER.to(ctx.value());
      ctx.render().visit(DSL.inline(time == null ? null : time.toString().replace('T', ' ')));
    } else {
      ctx.render().sql(ctx.variable());
    }
  }

  @Override
  public void set(BindingSetStatementContext<Instant> ctx) throws SQLException {
    LocalDateTime time = CONVERTER.to(ctx.value());
    if (time == null) {
      ctx.statement().setNull(ctx.index(), Types.TIMESTAMP);
    } else {
      ctx.statement().setObject(ctx.index(), time);
    }
  }

  @Override
  public void get(BindingGetResultSetContext<Instant> ctx) throws SQLException {
    ResultSet row = ctx.resultSet();
    ctx.value(CONVERTER.from(row.getObject(ctx.index(), LocalDateTime.class)));
  }

  @Override
  public void register(BindingRegisterContext<Instant> ctx) throws SQLException {
    ctx.statement().registerOutParameter(ctx.index(), Types.TIMESTAMP);
  }

  @Override
  public void get(BindingGetStatementContext<Instant> ctx) throws SQLException {
    CallableStatement call = ctx.statement();
    ctx.value(CONVERTER.from(call.getObject(ctx.index(), LocalDateTime.class)));
  }

  @Override
  public void set(BindingSetSQLOutputContext<Instant> ctx) throws SQLException {
    throw new SQLFeatureNotSupportedException("MariaDB has no SQLData");
  }

  @Override
  public void get(BindingGetSQLInputContext<Instant> ctx) throws SQLException {
    throw new SQLFeatureNotSupportedException("MariaDB has no SQLData");
  }
}
