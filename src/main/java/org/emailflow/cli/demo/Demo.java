package org.emailflow.cli.demo;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.emailflow.report.Format;
import org.emailflow.report.Report;
import org.emailflow.spool.Depth;
import org.emailflow.spool.Folder;

/** The demonstration: the story, then what is left in the folders and in the reports. */
public final class Demo {
  private static final Map<Folder, String> FOLDERS =
      new EnumMap<>(
          Map.of(
              Folder.INBOX_NEW, "arrived, not yet swept",
              Folder.QUEUE_NEW, "to be sent; nothing left this machine",
              Folder.DEFERRED, "to be tried again",
              Folder.DONE, "originals that are settled",
              Folder.FAILED, "originals that need a person"));

  private final DemoSite site;
  private final Page page;

  public Demo(DemoSite site, Page page) {
    this.site = site;
    this.page = page;
  }

  /** Runs all of it; whether everything that it claims was found to be true. */
  public boolean run(Instant now) {
    new Story(site, new PostOffice(site), new Narrator(page), now).tell();
    folders();
    report("How many get an answer", "efm report reply-rate", site.statistics().replyRate());
    report(
        "How long they wait for it", "efm report response-time", site.statistics().responseTime());
    page.say("");
    page.claim(
        page.broken() == 0,
        page.broken() == 0
            ? "all " + page.held() + " claims above were checked and hold"
            : page.broken() + " of the claims above do not hold");
    return page.broken() == 0;
  }

  private void folders() {
    page.heading("What is where", "efm status");
    Map<Folder, Depth> depths = site.spool().depths();
    FOLDERS.forEach(
        (folder, words) ->
            page.say(
                String.format(
                    "  %-10s %4d  %s", folder.path(), depths.get(folder).files(), words)));
  }

  private void report(String title, String command, Report report) {
    page.heading(title, command);
    report.lines(Format.TABLE).forEach(line -> page.say("  " + line));
  }
}
