package org.emailflow.spool;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** A disk that refuses every change in one folder, for one reason. */
public final class TroubledDisk {

  /** What is wrong with it. */
  public enum Trouble {
    NO_RIGHTS,
    FULL;

    private IOException at(Path path) {
      return this == NO_RIGHTS
          ? new AccessDeniedException(path.toString())
          : new FileSystemException(path.toString(), null, "No space left on device");
    }
  }

  private final Disk real = new LocalDisk();
  private final Path folder;
  private final Trouble trouble;

  private TroubledDisk(Path folder, Trouble trouble) {
    this.folder = folder;
    this.trouble = trouble;
  }

  /** The spool at {@code root}, which is sound but for {@code folder}. */
  public static Spool open(Path root, Folder folder, Trouble trouble) {
    Path real = Layout.check(root);
    TroubledDisk disk = new TroubledDisk(real.resolve(folder.path()), trouble);
    OwnerNames names = new OwnerNames(OwnerNames.thisHost(), Clock.systemUTC(), new SecureRandom());
    return new Spool(new Site(real, disk.proxy(), Failpoints.NONE), names);
  }

  private Disk proxy() {
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> call(method, arguments));
  }

  private Object call(Method method, Object... arguments) throws Throwable {
    if (!method.getName().startsWith("sync") && !method.getName().equals("durability")) {
      for (Object argument : arguments) {
        if (argument instanceof Path path && path.startsWith(folder) && !path.equals(folder)) {
          throw trouble.at(path);
        }
      }
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
