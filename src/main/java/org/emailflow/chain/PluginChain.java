package org.emailflow.chain;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins in the order in which they are asked.
 *
 * <p>On each hook every core plugin is asked first; the first verdict that {@linkplain
 * Verdict#ends() ends} the message stands, and no site plugin can lift it, because none is asked
 * any more. Then the site's plugins are asked until one says anything but {@code DECLINED}. A
 * plugin that throws is reported with its stack in the log and counts as {@code DENYSOFT
 * plugin-failed}; qpsmtpd skips it, which would fail open.
 */
public final class PluginChain {
  private static final Logger log = LoggerFactory.getLogger(PluginChain.class);

  private final List<Plugin> core;
  private final List<Plugin> site;

  public PluginChain(List<Plugin> core, List<Plugin> site) {
    this.core = List.copyOf(core);
    this.site = List.copyOf(site);
  }

  public List<Plugin> core() {
    return core;
  }

  public List<Plugin> site() {
    return site;
  }

  /** Asks the hooks in turn; the first verdict that ends the message, or {@code DECLINED}. */
  public Verdict run(Transaction transaction, Consumer<Step> trace, Hook... hooks) {
    for (Hook hook : hooks) {
      Verdict verdict = ask(hook, transaction, trace);
      if (verdict.ends()) {
        return verdict;
      }
    }
    return Verdict.DECLINED;
  }

  private Verdict ask(Hook hook, Transaction transaction, Consumer<Step> trace) {
    for (Plugin plugin : core) {
      Verdict verdict = answer(plugin, true, hook, transaction, trace);
      if (verdict.ends()) {
        return verdict;
      }
    }
    for (Plugin plugin : site) {
      Verdict verdict = answer(plugin, false, hook, transaction, trace);
      if (verdict.word() != Verdict.Word.DECLINED) {
        return verdict;
      }
    }
    return Verdict.DECLINED;
  }

  private static Verdict answer(
      Plugin plugin, boolean core, Hook hook, Transaction transaction, Consumer<Step> trace) {
    if (!plugin.hooks().contains(hook)) {
      return Verdict.DECLINED;
    }
    Verdict verdict;
    try {
      verdict = plugin.on(hook, transaction);
    } catch (RuntimeException e) {
      log.error("plugin {} failed on hook {}: the message is deferred", plugin.name(), hook, e);
      verdict = Verdict.denySoft("plugin-failed");
    }
    trace.accept(new Step(hook, plugin.name(), core, verdict));
    return verdict;
  }
}
