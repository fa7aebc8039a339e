package org.emailflow.schedule;

import java.util.ArrayList;
import java.util.List;
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
 * Does each work in its rhythm until it is told to stop.
 *
 * <p>Quartz in memory, a thread for each work: none waits for another. A round that takes longer
 * than its rhythm is followed by the next at once and is never doubled. What a round throws is
 * logged in one line and ends nothing; the next finds the world as it then is.
 *
 * <p>At the end we wait for the rounds ourselves: Quartz' own pool waits for ever for a job that it
 * was handing to a thread just when it was shut down.
 */
public final class Daemon {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  private final List<Work> works;
  private final CountDownLatch stop = new CountDownLatch(1);

  public Daemon(List<Work> works) {
    this.works = List.copyOf(works);
  }

  /**
   * Works until {@link #stop}; returns when the rounds at hand are over.
   *
   * @param ready told once when the scheduler runs
   */
  public void run(Runnable ready) throws InterruptedException {
    try {
      Scheduler scheduler = scheduler(works.size());
      List<Rounds> all = new ArrayList<>();
      for (Work work : works) {
        Rounds rounds = new Rounds(work);
        all.add(rounds);
        scheduler.scheduleJob(job(work, rounds), trigger(work));
      }
      scheduler.start();
      ready.run();
      stop.await();
      log.info("stopping: what is at hand is finished first");
      scheduler.shutdown(false);
      all.forEach(Rounds::end);
    } catch (SchedulerException e) {
      throw new IllegalStateException("the scheduler does not start: " + e.getMessage(), e);
    }
  }

  /** Asks {@link #run} to return; may be called from any thread and more than once. */
  public void stop() {
    stop.countDown();
  }

  private static Scheduler scheduler(int threads) throws SchedulerException {
    Properties settings = new Properties();
    settings.setProperty("org.quartz.scheduler.instanceName", "efm");
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    settings.setProperty("org.quartz.threadPool.threadCount", String.valueOf(threads));
    settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    return new StdSchedulerFactory(settings).getScheduler();
  }

  private static JobDetail job(Work work, Rounds rounds) {
    JobDataMap data = new JobDataMap();
    data.put(WorkJob.ROUNDS, rounds);
    return JobBuilder.newJob(WorkJob.class).withIdentity(work.name()).usingJobData(data).build();
  }

  private static Trigger trigger(Work work) {
    return TriggerBuilder.newTrigger()
        .withIdentity(work.name())
        .startNow()
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(work.rhythm().toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNextWithRemainingCount())
        .build();
  }
}
