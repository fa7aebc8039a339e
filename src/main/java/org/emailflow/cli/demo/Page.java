package org.emailflow.cli.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a demonstration prints: lines of at most 90 columns, in colour where that is wanted. The
 * relay's own addresses are green and real ones yellow, so that a reader sees at a glance who sees
 * what. Keeps count of what was claimed and did not hold.
 */
public final class Page {
  private static final int WIDTH = 90;
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9._+-]+@([A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+)");

  private static final int BOLD = 1;
  private static final int DIM = 2;
  private static final int RED = 31;
  private static final int GREEN = 32;
  private static final int YELLOW = 33;

  private final PrintWriter out;
  private final boolean colour;
  private final String ownDomain;
  private int held;
  private int broken;

  /**
   * @param ownDomain the relay's, whose addresses are green
   */
  public Page(PrintWriter out, boolean colour, String ownDomain) {
    this.out = out;
    this.colour = colour;
    this.ownDomain = ownDomain;
  }

  /** How many claims held. */
  int held() {
    return held;
  }

  /** How many claims did not hold. */
  int broken() {
    return broken;
  }

  /** A heading over the whole width, with something at its right end. */
  void heading(String left, String right) {
    String end = right.isEmpty() ? "" : " " + right;
    int dashes = Math.max(2, WIDTH - left.length() - end.length() - 1);
    out.println();
    out.println(styled(BOLD, left) + " " + styled(DIM, "─".repeat(dashes) + end));
    out.flush();
  }

  /** Plain lines. */
  public void say(String... lines) {
    for (String line : lines) {
      out.println(painted(line));
    }
    out.flush();
  }

  /** A line of less weight. */
  public void aside(String line) {
    Columns.wrap(line, WIDTH).forEach(part -> out.println(styled(DIM, part)));
    out.flush();
  }

  /** A message, at most so many lines of its text. */
  void message(String who, MailView mail, int lines) {
    out.println("  " + styled(BOLD, who));
    out.println("    From     " + shown(mail.from()));
    out.println("    To       " + shown(mail.to()));
    out.println("    Subject  " + shown(mail.subject()));
    text(mail.text(), lines);
    mail.extras().forEach(extra -> out.println("    + " + shown(extra)));
  }

  private void text(List<String> text, int limit) {
    List<String> lines = text.stream().filter(line -> !line.replace('>', ' ').isBlank()).toList();
    lines.stream()
        .limit(limit)
        .flatMap(line -> Columns.wrap(Columns.harmless(line), WIDTH - 6).stream())
        .forEach(line -> out.println("    " + styled(DIM, "│ ") + painted(line)));
    if (lines.size() > limit) {
      out.println("    " + styled(DIM, "│ …"));
    }
  }

  private String shown(String value) {
    return painted(Columns.clip(Columns.harmless(value), WIDTH - 13));
  }

  /** Something that was checked. */
  void claim(boolean holds, String what) {
    if (holds) {
      held++;
      out.println("  " + styled(GREEN, "✓") + " " + what);
    } else {
      broken++;
      out.println("  " + styled(RED, "✗ NOT TRUE: ") + what);
    }
    out.flush();
  }

  private String painted(String line) {
    return colour ? ADDRESS.matcher(line).replaceAll(this::painted) : line;
  }

  private String painted(java.util.regex.MatchResult address) {
    int style = address.group(1).equalsIgnoreCase(ownDomain) ? GREEN : YELLOW;
    return Matcher.quoteReplacement(styled(style, address.group()));
  }

  private String styled(int style, String text) {
    return colour ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
  }
}
