package org.emailflow.spool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * What a file of the spool may be called. MTAs write plain names ({@code
 * time.unique.host:2,flags}), and those are kept. Any other is claimed under a plain form of
 * itself, because names go into the ledger, into JSON lines and on terminals, and because a JVM in
 * the C locale (as systemd starts services) can list a name outside ASCII but cannot open it by its
 * text.
 */
final class FileNames {

  /** Leaves room for {@code ~<ledger id>} and {@code .why} within the 255 bytes of a name. */
  private static final int LONGEST = 200;

  private static final String UNSAFE = "/\\\"'`$<>|*?;&";

  private FileNames() {}

  /** The file's own name if that is plain, else its percent-encoded form, cut if it is too long. */
  static String plain(Path file) {
    Path name = file.getFileName();
    String text = name.toString();
    if (isPlain(text)) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (byte b : bytes(name)) {
      if (isSafe(b)) {
        plain.append((char) b);
      } else {
        plain.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return fitted(plain);
  }

  private static boolean isPlain(String name) {
    return name.length() <= LONGEST && !name.endsWith(".why") && isSafe(name);
  }

  private static boolean isSafe(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isSafe(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSafe(int c) {
    return c > ' ' && c < 127 && UNSAFE.indexOf(c) < 0;
  }

  /**
   * Cuts what is too long, with a hash of the whole in place of the rest; hides no reason's name.
   */
  private static String fitted(StringBuilder plain) {
    if (plain.length() > LONGEST) {
      String hash = Integer.toHexString(plain.toString().hashCode());
      plain.setLength(LONGEST - hash.length() - 1);
      plain.append('~').append(hash);
    }
    return plain.toString().endsWith(".why") ? plain.append('~').toString() : plain.toString();
  }

  /**
   * Refuses a name, given by a person or read from the ledger, that would lead out of its folder.
   *
   * @return the name
   */
  static String checked(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
      throw new IllegalArgumentException("not a file name of the spool: " + name);
    }
    return name;
  }

  /** A path's bytes as the file system has them, which its text may not show. */
  static byte[] bytes(Path path) {
    boolean relative = !path.isAbsolute();
    String uri = (relative ? Path.of("/").resolve(path) : path).toUri().getRawPath();
    byte[] encoded = uri.getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length);
    for (int i = relative ? 1 : 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        bytes.write(Integer.parseInt(uri, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(encoded[i]);
      }
    }
    return bytes.toByteArray();
  }
}
