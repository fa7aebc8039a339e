package org.emailflow.cli.demo;

import org.emailflow.config.Config;
import org.emailflow.report.Statistics;
import org.emailflow.spool.Spool;
import org.emailflow.store.Services;
import org.emailflow.worker.Sweep;

/**
 * What a demonstration needs of a site that {@code efm init} has made.
 *
 * @param checkpoint called between two steps; throws when it is time to stop
 */
public record DemoSite(
    Config config,
    Spool spool,
    Services services,
    Sweep sweep,
    Statistics statistics,
    Runnable checkpoint) {}
