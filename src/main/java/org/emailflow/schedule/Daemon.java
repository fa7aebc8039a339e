package org.emailflow.schedule;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in a rhythm until it is told to stop.
 *
 * <p>Quartz in memory, one thread: a sweep that takes longer than the rhythm is followed by the
 * next at once and is never doubled. What a run throws is logged in one line and ends nothing; the
 * next run finds the world as it then is.
 */
public final class Daemon {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  private final Duration rhythm;
  private final Runnable work;
  private final CountDownLatch stop = new CountDownLatch(1);

  public Daemon(Duration rhythm, Runnable work) {
    this.rhythm = rhythm;
    this.work = work;
  }

  /**
   * Works until {@link #stop}; returns when the run at hand is over.
   *
   * @param ready told once when the scheduler runs
   */
  public void run(Runnable ready) throws InterruptedException {
    try {
      Scheduler scheduler = scheduler();
      scheduler.scheduleJob(job(), trigger());
      scheduler.start();
      ready.run();
      stop.await();
      log.info("stopping: the run at hand is finished first");
      scheduler.shutdown(true);
    } catch (SchedulerException e) {
      throw new IllegalStateException("the scheduler does not start: " + e.getMessage(), e);
    }
  }

  /** Asks {@link #run} to return; may be called from any thread and more than once. */
  public void stop() {
    stop.countDown();
  }

  private static Scheduler scheduler() throws SchedulerException {
    Properties settings = new Properties();
    settings.setProperty("org.quartz.scheduler.instanceName", "efm");
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    settings.setProperty("org.quartz.threadPool.threadCount", "1");
    settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    return new StdSchedulerFactory(settings).getScheduler();
  }

  private JobDetail job() {
    JobDataMap data = new JobDataMap();
    data.put(WorkJob.WORK, work);
    return JobBuilder.newJob(WorkJob.class).withIdentity("sweep").usingJobData(data).build();
  }

  private Trigger trigger() {
    return TriggerBuilder.newTrigger()
        .withIdentity("sweep")
        .startNow()
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(rhythm.toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNextWithRemainingCount())
        .build();
  }
}
