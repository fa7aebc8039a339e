package org.emailflow.relay;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.emailflow.chain.ChainException;
import org.emailflow.chain.LoopMark;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.PluginChain;
import org.emailflow.chain.plugin.BuiltIn;
import org.emailflow.config.Config;
import org.emailflow.config.Keyring;

/** The door of this room with plugins of a test behind the built-in ones. */
public final class TestRelay {
  private TestRelay() {}

  public static Relay of(
      Config config, List<Plugin> plugins, Keyring keys, SecureRandom random, Clock clock) {
    try {
      PluginChain usual =
          new BuiltIn(config, clock, new LoopMark(keys), new AliasGrammar(config)::isAlias)
              .chain(BuiltIn.DEFAULT, "built-in chain");
      List<Plugin> site = new ArrayList<>(usual.site());
      site.addAll(plugins);
      return new Relay(config, new PluginChain(usual.core(), site), keys, random, clock);
    } catch (ChainException e) {
      throw new AssertionError(e);
    }
  }
}
