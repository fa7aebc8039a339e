package org.emailflow.chain.plugin;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.emailflow.chain.ChainException;
import org.emailflow.chain.LoopMark;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.PluginChain;
import org.emailflow.chain.ReplyBudget;
import org.emailflow.config.Config;
import org.emailflow.config.Nearest;

/**
 * The plugins that ship, by name, and the chain made of them.
 *
 * <p>A chain file names one plugin a line, with its argument where it takes one; {@code #} starts a
 * comment. Without a file the chain is {@link #DEFAULT}.
 */
public final class BuiltIn {
  /** The chain of a site that names no file. */
  public static final List<String> DEFAULT = List.of("auto_submitted", "bcc", "sender_auth");

  /** How far back a conversation's messages are counted. */
  public static final Duration RECENT = CircuitBreaker.WINDOW;

  /** Each makes its plugin of the argument in the chain file, empty where there is none. */
  private final Map<String, Function<String, Optional<Plugin>>> makers = new LinkedHashMap<>();

  private final List<Plugin> core;

  /**
   * Makes the core plugins.
   *
   * @param ownAddress whether an address is one of the relay's own codes
   */
  public BuiltIn(Config config, Clock clock, LoopMark mark, Predicate<String> ownAddress) {
    core =
        List.of(
            new OwnAddress(ownAddress),
            new CodeLookup(clock),
            new WriterCheck(),
            new BounceToAlias(),
            new LoopLimit(mark),
            new CircuitBreaker(),
            new CopiedCode(),
            new ReplyLimit(new ReplyBudget(config)));
    boolean relay = config.relay().autoReply() == Config.AutoReply.RELAY;
    alone("auto_submitted", new AutoSubmitted(relay));
    alone("bcc", new Bcc(config.relay().bcc() == Config.Bcc.DENY));
    alone("sender_auth", new SenderAuth(config.auth().mode()));
    makers.put("spam_gate", SpamGate::of);
  }

  private void alone(String name, Plugin plugin) {
    makers.put(name, argument -> argument.isEmpty() ? Optional.of(plugin) : Optional.empty());
  }

  /**
   * The chain that {@code lines} ask for.
   *
   * @param source the file's name, for errors
   * @throws ChainException for a name that is no plugin, with its line and the nearest name, or an
   *     argument that it does not take
   */
  public PluginChain chain(List<String> lines, String source) throws ChainException {
    List<Plugin> site = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        site.add(plugin(line, source + ":" + (i + 1)));
      }
    }
    return new PluginChain(core, site);
  }

  private String hint(String word) {
    return Nearest.to(word, makers.keySet())
        .map(near -> "; did you mean \"" + near + "\"?")
        .orElse("; there are " + String.join(", ", makers.keySet()));
  }

  private Plugin plugin(String line, String where) throws ChainException {
    String[] words = line.split("\\s+", 2);
    var maker = makers.get(words[0]);
    if (maker == null) {
      throw new ChainException(where + ": unknown plugin \"" + words[0] + "\"" + hint(words[0]));
    }
    String argument = words.length > 1 ? words[1] : "";
    return maker
        .apply(argument)
        .orElseThrow(
            () ->
                new ChainException(
                    where + ": plugin \"" + words[0] + "\" does not take \"" + argument + "\""));
  }
}
