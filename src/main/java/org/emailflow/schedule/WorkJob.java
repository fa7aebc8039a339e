package org.emailflow.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the daemon's work. Public because Quartz makes it. */
@DisallowConcurrentExecution
public final class WorkJob implements Job {
  static final String WORK = "work";

  private static final Logger log = LoggerFactory.getLogger(WorkJob.class);

  @Override
  public void execute(JobExecutionContext context) {
    Runnable work = (Runnable) context.getMergedJobDataMap().get(WORK);
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("{}; it is tried again in the next run", e.getMessage(), e);
    }
  }
}
