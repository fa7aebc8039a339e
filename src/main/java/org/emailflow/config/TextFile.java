package org.emailflow.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Small files that a person writes; every failure to read one is a {@link ConfigException}. */
final class TextFile {

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private TextFile() {}

  /**
   * The whole text of a UTF-8 file.
   *
   * @param ifMissing what to do when it is not there
   * @throws ConfigException in one line, if it cannot be read
   */
  static String read(Path file, String ifMissing) {
    if (Files.isDirectory(file)) {
      throw new ConfigException(file + " is a folder; name a file");
    }
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + " does not exist; " + ifMissing);
    } catch (AccessDeniedException e) {
      throw new ConfigException(
          file + " may not be read by user " + System.getProperty("user.name") + "; mend its mode");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is no UTF-8 text; save it as such");
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage());
    }
  }

  /** Whether group or world may read it; false where files have no such modes. */
  static boolean isOpenToOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (IOException e) {
      throw new ConfigException(file + ": its mode cannot be read: " + e.getMessage());
    }
  }
}
