package org.emailflow.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.emailflow.spool.ModelDisk.Change;
import org.emailflow.spool.ModelDisk.Entry;
import org.emailflow.spool.ModelDisk.Inode;

/**
 * What is known of a {@link ModelDisk} in the moment when its power fails, and the states in which
 * it may be found when the power is back: what was durable, and any set of the pending changes that
 * makes sense.
 */
public final class PowerCut {

  /** Below this many pending changes every set of them is tried. */
  private static final int FEW = 4;

  private final Inode top;
  private final Map<Entry, Inode> durable;
  private final List<Change> pending;
  private final Map<Inode, byte[]> unsynced = new HashMap<>();

  PowerCut(Inode top, Map<Entry, Inode> durable, Collection<Change> pending) {
    this.top = top;
    this.durable = Map.copyOf(durable);
    this.pending = List.copyOf(pending);
    Set<Inode> known = new LinkedHashSet<>(durable.values());
    pending.forEach(change -> known.add(change.object()));
    known.stream()
        .filter(inode -> !inode.folder && !inode.isDurable())
        .forEach(inode -> unsynced.put(inode, inode.bytes()));
  }

  /**
   * States that may be found: nothing pending survived, all of it did, each change alone, all but
   * each one, and sets drawn by {@code random}; all of them where there are few changes.
   *
   * @param most at most so many, drawn from these; the first two are always among them
   */
  public List<State> states(Random random, int most) {
    Set<Set<Integer>> sets = new LinkedHashSet<>();
    sets.add(Set.of());
    sets.add(closed(everything()));
    List<Set<Integer>> more = new ArrayList<>(pending.size() < FEW ? all() : some(random, most));
    Collections.shuffle(more, random);
    more.stream().limit(most).forEach(sets::add);
    return sets.stream().limit(most).map(set -> state(set, random)).toList();
  }

  private Set<Integer> everything() {
    Set<Integer> all = new LinkedHashSet<>();
    for (int i = 0; i < pending.size(); i++) {
      all.add(i);
    }
    return all;
  }

  private List<Set<Integer>> all() {
    List<Set<Integer>> sets = new ArrayList<>();
    for (int bits = 0; bits < 1 << pending.size(); bits++) {
      Set<Integer> set = new LinkedHashSet<>();
      for (int i = 0; i < pending.size(); i++) {
        if ((bits >> i & 1) == 1) {
          set.add(i);
        }
      }
      sets.add(closed(set));
    }
    return sets;
  }

  private List<Set<Integer>> some(Random random, int many) {
    List<Set<Integer>> sets = new ArrayList<>();
    for (int i = 0; i < pending.size(); i++) {
      int one = i;
      sets.add(closed(Set.of(one)));
      Set<Integer> others = everything();
      others.removeIf(other -> other == one || dependsOn(other, one));
      sets.add(others);
    }
    for (int n = 0; n < many; n++) {
      Set<Integer> drawn = everything();
      drawn.removeIf(i -> random.nextBoolean());
      sets.add(closed(drawn));
    }
    return sets;
  }

  /** With all that these changes need. */
  private Set<Integer> closed(Set<Integer> changes) {
    Set<Integer> closed = new LinkedHashSet<>(changes);
    for (int i = pending.size() - 1; i >= 0; i--) {
      for (int later = i + 1; later < pending.size(); later++) {
        if (closed.contains(later) && pending.get(later).needs(pending.get(i))) {
          closed.add(i);
        }
      }
    }
    return closed;
  }

  private boolean dependsOn(int later, int earlier) {
    return later > earlier && closed(Set.of(later)).contains(earlier);
  }

  private State state(Set<Integer> survivors, Random random) {
    Map<Entry, Inode> names = new LinkedHashMap<>(durable);
    for (int i = 0; i < pending.size(); i++) {
      if (survivors.contains(i)) {
        pending.get(i).apply(names);
      }
    }
    Map<Inode, byte[]> bytes = new HashMap<>();
    unsynced.forEach((inode, all) -> bytes.put(inode, survived(all, random)));
    return new State(top, names, bytes);
  }

  /** All, nothing, a part, or as many bytes that nobody wrote. */
  private static byte[] survived(byte[] all, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> all;
      case 1 -> new byte[0];
      case 2 -> Arrays.copyOf(all, all.length / 2);
      default -> new byte[all.length];
    };
  }

  /** A disk as it is found when the power is back. */
  public static final class State {
    private final Map<String, Inode> paths = new TreeMap<>();
    private final Map<Inode, byte[]> bytes;

    State(Inode top, Map<Entry, Inode> names, Map<Inode, byte[]> unsynced) {
      this.bytes = unsynced;
      walk(top, "", names);
    }

    private void walk(Inode folder, String path, Map<Entry, Inode> names) {
      names.forEach(
          (entry, inode) -> {
            if (entry.folder() == folder) {
              String below = path + entry.name();
              paths.put(below, inode);
              if (inode.folder) {
                walk(inode, below + "/", names);
              }
            }
          });
    }

    private byte[] bytes(Inode file) {
      byte[] found = bytes.get(file);
      return found == null ? file.bytes() : found;
    }

    /** The same for states that nobody could tell apart. */
    public String signature() {
      StringBuilder all = new StringBuilder();
      paths.forEach(
          (path, inode) ->
              all.append(path).append(inode.folder ? "/" : " " + Arrays.hashCode(bytes(inode))));
      return all.toString();
    }

    /** Lays it out in a folder that is not there yet. */
    public Path layOut(Path target) throws IOException {
      Files.createDirectories(target);
      Map<Inode, Path> made = new HashMap<>();
      for (Map.Entry<String, Inode> one : paths.entrySet()) {
        Path path = target.resolve(one.getKey());
        Inode inode = one.getValue();
        if (inode.folder) {
          Files.createDirectories(path);
        } else if (made.containsKey(inode)) {
          Files.createLink(path, made.get(inode));
        } else {
          made.put(inode, Files.write(path, bytes(inode)));
          if (inode.time != null) {
            Files.setLastModifiedTime(path, inode.time);
          }
        }
      }
      return target;
    }

    @Override
    public String toString() {
      return String.join("\n", paths.keySet());
    }
  }
}
