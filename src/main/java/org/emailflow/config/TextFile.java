package org.emailflow.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Small files that a person writes; every failure to read one is a {@link ConfigException}. */
final class TextFile {

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
          file
              + " may not be read by user "
              + System.getProperty("user.name")
              + "; run this as the user whom it is for");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is no UTF-8 text; save it as such");
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage());
    }
  }

  /** Whether everyone may read it; false where files have no such modes. */
  static boolean isOpenToWorld(Path file) {
    return mode(file).contains(PosixFilePermission.OTHERS_READ);
  }

  /** Whether its group may read it, or everyone; false where files have no such modes. */
  static boolean isOpenToOthers(Path file) {
    return isOpenToWorld(file) || mode(file).contains(PosixFilePermission.GROUP_READ);
  }

  private static Set<PosixFilePermission> mode(Path file) {
    try {
      return Files.getPosixFilePermissions(file);
    } catch (UnsupportedOperationException e) {
      return Set.of();
    } catch (IOException e) {
      throw new ConfigException(file + ": its mode cannot be read: " + e.getMessage());
    }
  }
}
