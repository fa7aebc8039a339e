package org.emailflow.report;

import java.util.List;
import org.emailflow.store.Direction;
import org.emailflow.store.Reports;

/** The reports by name. Times are hours; rates go from 0 to 1. */
public final class Statistics {
  private static final double HOUR = 3600;

  private final Reports reports;

  public Statistics(Reports reports) {
    this.reports = reports;
  }

  /** By service: conversations in which a user wrote, and how many of them were answered. */
  public Report replyRate() {
    List<List<Object>> rows =
        reports.replyRate().stream()
            .map(
                r ->
                    List.<Object>of(
                        r.serviceCode(),
                        r.serviceName(),
                        r.conversations(),
                        r.answered(),
                        r.rate()))
            .toList();
    return new Report(List.of("service", "name", "conversations", "answered", "reply_rate"), rows);
  }

  /** By service: hours until the first reply. */
  public Report responseTime() {
    List<List<Object>> rows =
        reports.responseTime().stream()
            .map(
                r ->
                    List.<Object>of(
                        r.serviceCode(),
                        r.serviceName(),
                        r.answered(),
                        r.mean() / HOUR,
                        r.least() / HOUR,
                        r.most() / HOUR))
            .toList();
    return new Report(
        List.of("service", "name", "answered", "mean_hours", "least_hours", "most_hours"), rows);
  }

  /** By UTC day: messages, whatever became of them. */
  public Report traffic() {
    List<List<Object>> rows =
        reports.traffic().stream()
            .map(
                t ->
                    List.<Object>of(
                        t.day().toString(),
                        t.direction().map(Direction::word).orElse(""),
                        t.kind().word(),
                        t.disposition().word(),
                        t.messages(),
                        t.bytes()))
            .toList();
    return new Report(
        List.of("day", "direction", "kind", "disposition", "messages", "bytes"), rows);
  }
}
