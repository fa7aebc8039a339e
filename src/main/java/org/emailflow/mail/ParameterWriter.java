package org.emailflow.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Rewrites parameters of Content-Type and Content-Disposition. A parameter that does not change is
 * written as it was; one that does is written in the way it was (an encoded-word in quotes, RFC
 * 2231, or plain), its pieces joined.
 */
final class ParameterWriter {

  private static final int PIECE = 60;
  private static final String TOKEN = "!#$&'*+-.^_`{|}~";

  private ParameterWriter() {}

  /** A stretch of the field body between two semicolons. */
  private record Segment(String text, String base) {}

  /**
   * The body of a field as tokens to fold between, or empty when nothing changes.
   *
   * @param body the unfolded body
   * @param change from a parameter's name and decoded value to the new one; the same object, or an
   *     equal one, where nothing changes
   */
  static Optional<List<String>> rewrite(
      String body, MimeField decoded, BiFunction<String, String, String> change) {
    List<Segment> segments = segments(body);
    if (segments.size() > MimeField.MOST_PARAMETERS) {
      segments = segments.subList(0, MimeField.MOST_PARAMETERS);
    }
    Map<String, String> changed = new LinkedHashMap<>();
    boolean rewritten = segments.size() == MimeField.MOST_PARAMETERS;
    for (Segment segment : segments) {
      if (!segment.base().isEmpty() && !changed.containsKey(segment.base())) {
        String value = decoded.parameter(segment.base()).orElse("");
        String next = change.apply(segment.base(), value);
        boolean same = next.equals(value) && isWritable(segment.text());
        changed.put(segment.base(), same ? null : next);
        rewritten |= !same;
      }
    }
    return rewritten ? Optional.of(tokens(segments, changed)) : Optional.empty();
  }

  private static List<String> tokens(List<Segment> segments, Map<String, String> changed) {
    List<String> tokens = new ArrayList<>();
    List<String> written = new ArrayList<>();
    for (Segment segment : segments) {
      String next = changed.get(segment.base());
      if (next == null) {
        add(tokens, List.of(segment.text()));
      } else if (!written.contains(segment.base())) {
        written.add(segment.base());
        add(tokens, parameter(segment.base(), next, segment.text().contains("=?")));
      }
    }
    return tokens;
  }

  /** Adds tokens, with a semicolon after what stands before them. */
  private static void add(List<String> tokens, List<String> more) {
    if (!tokens.isEmpty()) {
      int last = tokens.size() - 1;
      tokens.set(last, tokens.get(last) + ";");
    }
    tokens.addAll(more);
  }

  /** One parameter, written so that it fits on lines of 78 characters where that can be. */
  static List<String> parameter(String name, String value, boolean asWords) {
    String clean = FieldWriter.withoutControls(value);
    boolean ascii = Chars.all(clean, c -> c < 0x7F);
    if (ascii && clean.length() <= FieldWriter.LONGEST_WORD && !clean.contains("=?")) {
      return List.of(name + "=" + (isToken(clean) ? clean : quoted(clean)));
    }
    return asWords ? words(name, clean) : extended(name, clean);
  }

  private static List<String> words(String name, String value) {
    List<String> words = new ArrayList<>(EncodedWords.encode(value));
    words.set(0, name + "=\"" + words.get(0));
    int last = words.size() - 1;
    words.set(last, words.get(last) + "\"");
    return words;
  }

  private static List<String> extended(String name, String value) {
    String encoded = Escapes.percentEncoded(value);
    if (encoded.length() <= PIECE) {
      return List.of(name + "*=UTF-8''" + encoded);
    }
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < encoded.length()) {
      int to = Math.min(encoded.length(), from + PIECE);
      int escape = encoded.lastIndexOf('%', to - 1);
      to = to < encoded.length() && escape > to - 3 ? escape : to;
      String mark = pieces.isEmpty() ? "UTF-8''" : "";
      String piece = name + "*" + pieces.size() + "*=" + mark + encoded.substring(from, to);
      pieces.add(to < encoded.length() ? piece + ";" : piece);
      from = to;
    }
    return pieces;
  }

  private static boolean isWritable(String segment) {
    return segment.length() <= FieldWriter.LONGEST_WORD && FieldWriter.isPrintable(segment);
  }

  private static boolean isToken(String value) {
    return !value.isEmpty()
        && value
            .chars()
            .allMatch(c -> TextBounds.isAlphanumeric((char) c) || TOKEN.indexOf(c) >= 0);
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static List<Segment> segments(String body) {
    List<Segment> segments = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= body.length(); i++) {
      if (i == body.length() || body.charAt(i) == ';') {
        addSegment(segments, body.substring(start, i).strip());
        start = i + 1;
      } else if (body.charAt(i) == '(') {
        i = Comments.end(body, i) - 1;
      } else if (body.charAt(i) == '=' && !segments.isEmpty()) {
        i = valueEnd(body, i + 1) - 1;
      }
    }
    return segments;
  }

  private static void addSegment(List<Segment> segments, String text) {
    if (text.isEmpty()) {
      return;
    }
    int eq = segments.isEmpty() ? -1 : text.indexOf('=');
    String name = eq < 0 ? "" : Comments.without(text.substring(0, eq));
    int star = name.indexOf('*');
    String base = star < 0 ? name : name.substring(0, star);
    segments.add(new Segment(text, base.strip().toLowerCase(Locale.ROOT)));
  }

  /** A quoted value ends at its quote, whatever it holds; any other at the semicolon. */
  private static int valueEnd(String body, int from) {
    int i = from;
    while (i < body.length() && (body.charAt(i) == ' ' || body.charAt(i) == '\t')) {
      i++;
    }
    if (i < body.length() && body.charAt(i) == '"') {
      for (i++; i < body.length() && body.charAt(i) != '"'; i++) {
        i += body.charAt(i) == '\\' ? 1 : 0;
      }
    }
    int end = body.indexOf(';', Math.min(i, body.length()));
    return end < 0 ? body.length() : end;
  }
}
