package org.emailflow.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** One round of one work. Public because Quartz makes it. */
@DisallowConcurrentExecution
public final class WorkJob implements Job {
  static final String ROUNDS = "rounds";

  @Override
  public void execute(JobExecutionContext context) {
    ((Rounds) context.getMergedJobDataMap().get(ROUNDS)).next();
  }
}
