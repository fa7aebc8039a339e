package org.emailflow.store;

import static org.emailflow.store.schema.tables.ReplyRate.REPLY_RATE;
import static org.emailflow.store.schema.tables.ResponseTime.RESPONSE_TIME;
import static org.emailflow.store.schema.tables.Traffic.TRAFFIC;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The reporting views, for a login that sees nothing else. The words are explained in {@code
 * sql/migration/V002__views.sql}.
 */
public final class Reports {

  private final Database database;

  public Reports(Database database) {
    this.database = database;
  }

  /** How many of the conversations in which a user wrote the service has answered. */
  public record ReplyRate(
      String serviceCode, String serviceName, long conversations, long answered) {

    /** From 0 to 1. */
    public double rate() {
      return conversations == 0 ? 0 : (double) answered / conversations;
    }
  }

  /** How long users waited for the first reply, in seconds. */
  public record ResponseTime(
      String serviceCode,
      String serviceName,
      long answered,
      double mean,
      double least,
      double most) {}

  /** Messages of one UTC day by what they were and what became of them. */
  public record Traffic(
      LocalDate day,
      Optional<Direction> direction,
      Kind kind,
      Disposition disposition,
      long messages,
      long bytes) {}

  public List<ReplyRate> replyRate() {
    return database.read(
        ctx ->
            ctx.select(
                    REPLY_RATE.SERVICE_CODE,
                    REPLY_RATE.SERVICE_NAME,
                    REPLY_RATE.CONVERSATIONS,
                    REPLY_RATE.ANSWERED)
                .from(REPLY_RATE)
                .orderBy(REPLY_RATE.SERVICE_ID)
                .fetch(
                    row -> new ReplyRate(row.value1(), row.value2(), row.value3(), row.value4())));
  }

  public List<ResponseTime> responseTime() {
    return database.read(
        ctx ->
            ctx.select(
                    RESPONSE_TIME.SERVICE_CODE,
                    RESPONSE_TIME.SERVICE_NAME,
                    RESPONSE_TIME.ANSWERED,
                    RESPONSE_TIME.MEAN_SECONDS,
                    RESPONSE_TIME.LEAST_SECONDS,
                    RESPONSE_TIME.MOST_SECONDS)
                .from(RESPONSE_TIME)
                .orderBy(RESPONSE_TIME.SERVICE_ID)
                .fetch(
                    row ->
                        new ResponseTime(
                            row.value1(),
                            row.value2(),
                            row.value3(),
                            row.value4().doubleValue(),
                            row.value5().doubleValue(),
                            row.value6().doubleValue())));
  }

  public List<Traffic> traffic() {
    return database.read(
        ctx ->
            ctx.select(
                    TRAFFIC.DAY,
                    TRAFFIC.DIRECTION,
                    TRAFFIC.KIND,
                    TRAFFIC.DISPOSITION,
                    TRAFFIC.MESSAGES,
                    TRAFFIC.BYTES)
                .from(TRAFFIC)
                .orderBy(TRAFFIC.DAY, TRAFFIC.DIRECTION, TRAFFIC.KIND, TRAFFIC.DISPOSITION)
                .fetch(
                    row ->
                        new Traffic(
                            row.value1(),
                            Optional.ofNullable(Words.parse(Direction.class, row.value2())),
                            Words.parse(Kind.class, row.value3()),
                            Words.parse(Disposition.class, row.value4()),
                            row.value5(),
                            row.value6().longValue())));
  }
}
