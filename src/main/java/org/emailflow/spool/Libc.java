package org.emailflow.spool;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What JDK 17 lacks, from the C library by way of JNA: renameat2(2) without replacing, syncfs(2),
 * and the datagram to systemd's notify socket. The only class that touches JNA, and loaded only
 * when first needed: JNA costs a start-up 60 ms, and a sweep that finds nothing needs none of it.
 *
 * <p>JNA unpacks a library into {@code java.io.tmpdir}; where that is impossible (a {@code noexec}
 * /tmp, no memory of this platform) {@link #load} is empty and each caller has its other way.
 */
final class Libc {

  /** Where JNA looks for libraries. */
  private static final String SEARCHED = "jna.platform.library.path";

  private static final int AT_FDCWD = -100;
  private static final int RENAME_NOREPLACE = 1;
  private static final int O_RDONLY_DIRECTORY_CLOEXEC = 0x90000;
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
  private static final int MSG_NOSIGNAL = 0x4000;

  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int EPERM = 1;
  private static final int EEXIST = 17;
  private static final int EXDEV = 18;
  private static final int EINVAL = 22;
  private static final int EMFILE = 24;
  private static final int ENOSPC = 28;
  private static final int ENOSYS = 38;
  private static final int EDQUOT = 122;

  private final NativeLibrary library;

  private Libc(NativeLibrary library) {
    this.library = library;
  }

  /**
   * The C library, or empty where it cannot be reached. Every JVM has it mapped already, so that it
   * is not looked for; JNA would ask {@code ldconfig -p} where libraries are, a process of its own.
   */
  static Optional<Libc> load() {
    if (System.getProperty(SEARCHED) == null) {
      System.setProperty(SEARCHED, "");
    }
    try {
      return Optional.of(new Libc(NativeLibrary.getProcess()));
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  /**
   * Renames, never replacing.
   *
   * @return false where the kernel, the C library or the file system does not know how; nothing has
   *     changed then
   */
  boolean renameNoReplace(Path from, Path to) throws IOException {
    try {
      function("renameat2")
          .invokeInt(new Object[] {AT_FDCWD, bytes(from), AT_FDCWD, bytes(to), RENAME_NOREPLACE});
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    } catch (LastErrorException e) {
      if (e.getErrorCode() == ENOSYS || e.getErrorCode() == EINVAL) {
        return false;
      }
      throw renameFailed(from, to, e);
    }
  }

  private static IOException renameFailed(Path from, Path to, LastErrorException e) {
    int errno = e.getErrorCode();
    FileSystemException failed =
        switch (errno) {
          case EEXIST -> new FileAlreadyExistsException(to.toString());
          case ENOENT -> new NoSuchFileException(from.toString(), to.toString(), null);
          case EACCES, EPERM -> new AccessDeniedException(from.toString(), to.toString(), null);
          default -> new FileSystemException(from.toString(), to.toString(), text(errno));
        };
    failed.initCause(e);
    return failed;
  }

  /** A descriptor of a folder, for {@link #syncFileSystem}; ends with {@link #close}. */
  int openFolder(Path folder) throws IOException {
    try {
      return function("open").invokeInt(new Object[] {bytes(folder), O_RDONLY_DIRECTORY_CLOEXEC});
    } catch (LastErrorException e) {
      throw new IOException("cannot open " + folder + ": " + text(e.getErrorCode()), e);
    }
  }

  /** Makes all that was written to the file system of {@code descriptor} durable. */
  void syncFileSystem(int descriptor, Path root) throws IOException {
    try {
      function("syncfs").invokeInt(new Object[] {descriptor});
    } catch (LastErrorException e) {
      throw new IOException("cannot sync " + root + ": " + text(e.getErrorCode()), e);
    }
  }

  void close(int descriptor) throws IOException {
    try {
      function("close").invokeInt(new Object[] {descriptor});
    } catch (LastErrorException e) {
      throw new IOException("cannot close: " + text(e.getErrorCode()), e);
    }
  }

  /** One datagram to a Unix socket, as sd_notify(3) sends it. */
  void sendDatagram(String socket, String text) throws IOException {
    byte[] address = unixAddress(socket);
    byte[] datagram = text.getBytes(StandardCharsets.UTF_8);
    try {
      int descriptor = function("socket").invokeInt(new Object[] {AF_UNIX, SOCK_DGRAM_CLOEXEC, 0});
      try {
        function("sendto")
            .invokeInt(
                new Object[] {
                  descriptor,
                  datagram,
                  (long) datagram.length,
                  MSG_NOSIGNAL,
                  address,
                  address.length
                });
      } finally {
        close(descriptor);
      }
    } catch (LastErrorException e) {
      throw new IOException("cannot notify " + socket + ": " + text(e.getErrorCode()), e);
    }
  }

  /** A {@code sockaddr_un}; a leading {@code @} stands for the NUL of an abstract name. */
  static byte[] unixAddress(String socket) {
    byte[] name = socket.getBytes(StandardCharsets.UTF_8);
    if (name[0] == '@') {
      name[0] = 0;
    }
    return ByteBuffer.allocate(2 + name.length)
        .order(ByteOrder.nativeOrder())
        .putShort((short) AF_UNIX)
        .put(name)
        .array();
  }

  private Function function(String name) {
    return library.getFunction(name, Function.THROW_LAST_ERROR);
  }

  /** The path's own bytes and a NUL. */
  private static byte[] bytes(Path path) {
    String text = path.toString();
    byte[] ascii = new byte[text.length() + 1];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c >= 128) {
        return otherBytes(path);
      }
      ascii[i] = (byte) c;
    }
    return ascii;
  }

  /** In the C locale a {@code String} cannot hold every file name; the URI form always can. */
  private static byte[] otherBytes(Path path) {
    byte[] decoded = FileNames.bytes(path.toAbsolutePath());
    return Arrays.copyOf(decoded, decoded.length + 1);
  }

  private static String text(int errno) {
    return switch (errno) {
      case EMFILE -> "Too many open files";
      case ENOSPC -> "No space left on device";
      case EDQUOT -> "Disk quota exceeded";
      case EXDEV -> "on another file system; keep the whole spool on one";
      default -> "error " + errno;
    };
  }
}
