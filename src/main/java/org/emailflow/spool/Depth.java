package org.emailflow.spool;

import java.time.Instant;
import java.util.Optional;

/**
 * How full a folder is.
 *
 * @param files how many; dot-files and {@code .why} files are not counted
 * @param oldest the earliest mtime among them; never for {@link Folder#DONE} and {@link
 *     Folder#QUEUE_SENT}, which grow too large to look at every file
 */
public record Depth(long files, Optional<Instant> oldest) {}
