package org.emailflow.store;

import static org.emailflow.store.schema.tables.Service.SERVICE;
import static org.emailflow.store.schema.tables.ServiceAddress.SERVICE_ADDRESS;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.noCondition;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The services, for the operator's commands. Each call is one transaction. */
public final class Services {

  private static final int TRIES = 10;

  private final Database database;
  private final Codes codes;

  public Services(Database database, Codes codes) {
    this.database = database;
    this.codes = codes;
  }

  /**
   * A service to register.
   *
   * @param addresses the primary one first
   * @param reference with the primary address, names a listing: it is registered once, and asking
   *     again returns the first's service
   */
  public record New(
      List<Address> addresses,
      String name,
      Optional<String> reference,
      String domain,
      Optional<Instant> expiresAt) {

    public New {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("a service needs a real address");
      }
      name = Limits.clip(name, Limits.NAME);
      if (reference.filter(text -> text.length() > Limits.NAME).isPresent()) {
        throw new IllegalArgumentException(
            "a reference has at most " + Limits.NAME + " characters");
      }
    }
  }

  /** A real address, as written and in the form that is compared. */
  public record Address(String address, String key, boolean wholeDomain) {

    public Address {
      address = Limits.address(address);
    }
  }

  public ServiceFacts add(New service, Instant now) {
    byte[] reference = service.reference().map(text -> referenceKey(service, text)).orElse(null);
    return database.write(
        ctx -> {
          for (int i = 0; i < TRIES; i++) {
            Record row = insert(ctx, service, reference, now);
            boolean ours = row != null && Arrays.equals(row.get(SERVICE.REFERENCE_KEY), reference);
            if (ours) {
              return registered(ctx, row.get(SERVICE.ID), service);
            }
          }
          throw StoreException.permanent(
              "no free code in " + TRIES + " tries: the random generator is broken");
        });
  }

  /** All of them, oldest first. */
  public List<ServiceFacts> list() {
    return database.read(ctx -> select(ctx, noCondition()));
  }

  public Optional<ServiceFacts> find(String code) {
    return database.read(
        ctx -> select(ctx, SERVICE.CODE.eq(Codes.normalise(code))).stream().findFirst());
  }

  /** Opens or closes its code. Returns whether there is such a service. */
  public boolean enable(String code, boolean enabled) {
    return database.write(
        ctx ->
            ctx.update(SERVICE)
                    .set(SERVICE.STATE, enabled ? "active" : "disabled")
                    .where(SERVICE.CODE.eq(Codes.normalise(code)))
                    .execute()
                > 0);
  }

  /**
   * Another address that may answer for it, or its whole domain; nothing is taken back of one that
   * it has. Returns whether there is such a service.
   */
  public boolean addAddress(String code, Address address) {
    return database.write(
        ctx -> {
          Optional<Long> id = id(ctx, code);
          id.ifPresent(service -> insert(ctx, service, address, false));
          return id.isPresent();
        });
  }

  /** Returns whether the service had that address; refuses the primary one as PERMANENT. */
  public boolean removeAddress(String code, String key) {
    return database.write(
        ctx -> {
          Condition which = address(id(ctx, code).orElse(0L), key);
          if (ctx.fetchExists(SERVICE_ADDRESS, which.and(SERVICE_ADDRESS.IS_PRIMARY.isTrue()))) {
            throw StoreException.permanent(
                "that is the primary address; make another one primary first (efm service address primary)");
          }
          return ctx.deleteFrom(SERVICE_ADDRESS).where(which).execute() > 0;
        });
  }

  /**
   * Makes it the one where the mail goes; adds it if it is new. Returns whether there is such a
   * service.
   */
  public boolean makePrimary(String code, Address address) {
    return database.write(
        ctx -> {
          Optional<Long> id = id(ctx, code);
          id.ifPresent(service -> makePrimary(ctx, service, address));
          return id.isPresent();
        });
  }

  private static void makePrimary(DSLContext ctx, long service, Address address) {
    insert(ctx, service, address, false);
    ctx.update(SERVICE_ADDRESS)
        .setNull(SERVICE_ADDRESS.IS_PRIMARY)
        .where(SERVICE_ADDRESS.SERVICE_ID.eq(service))
        .execute();
    ctx.update(SERVICE_ADDRESS)
        .set(SERVICE_ADDRESS.IS_PRIMARY, true)
        .where(address(service, address.key()))
        .execute();
  }

  private Record insert(DSLContext ctx, New service, byte[] reference, Instant now) {
    return ctx.insertInto(SERVICE)
        .set(SERVICE.CODE, codes.mint())
        .set(SERVICE.NAME, service.name())
        .set(SERVICE.REFERENCE, service.reference().orElse(null))
        .set(SERVICE.REFERENCE_KEY, reference)
        .set(SERVICE.DOMAIN, service.domain())
        .set(SERVICE.EXPIRES_AT, service.expiresAt().orElse(null))
        .set(SERVICE.CREATED_AT, now)
        .onDuplicateKeyUpdate()
        .set(SERVICE.ID, SERVICE.ID)
        .returningResult(SERVICE.ID, SERVICE.REFERENCE_KEY)
        .fetchOne();
  }

  /**
   * Its addresses are added the first time only: what the operator took away later does not come
   * back.
   */
  private static ServiceFacts registered(DSLContext ctx, long id, New service) {
    if (!ctx.fetchExists(SERVICE_ADDRESS, SERVICE_ADDRESS.SERVICE_ID.eq(id))) {
      boolean primary = true;
      for (Address address : service.addresses()) {
        insert(ctx, id, address, primary);
        primary = false;
      }
    }
    return select(ctx, SERVICE.ID.eq(id)).get(0);
  }

  private static void insert(DSLContext ctx, long service, Address address, boolean primary) {
    ctx.insertInto(SERVICE_ADDRESS)
        .set(SERVICE_ADDRESS.SERVICE_ID, service)
        .set(SERVICE_ADDRESS.ADDRESS_KEY, bytes(address.key()))
        .set(SERVICE_ADDRESS.ADDRESS, address.address())
        .set(SERVICE_ADDRESS.IS_PRIMARY, primary ? true : null)
        .set(SERVICE_ADDRESS.WHOLE_DOMAIN, address.wholeDomain())
        .onDuplicateKeyUpdate()
        .set(
            SERVICE_ADDRESS.WHOLE_DOMAIN,
            greatest(SERVICE_ADDRESS.WHOLE_DOMAIN, excluded(SERVICE_ADDRESS.WHOLE_DOMAIN)))
        .execute();
  }

  private static List<ServiceFacts> select(DSLContext ctx, Condition which) {
    return ctx.select(FactsReader.serviceColumns())
        .from(SERVICE)
        .where(which)
        .orderBy(SERVICE.ID)
        .fetch(row -> FactsReader.service(row).orElseThrow());
  }

  private static Optional<Long> id(DSLContext ctx, String code) {
    return ctx.select(SERVICE.ID)
        .from(SERVICE)
        .where(SERVICE.CODE.eq(Codes.normalise(code)))
        .forUpdate()
        .fetchOptional(SERVICE.ID);
  }

  private static Condition address(long service, String key) {
    return SERVICE_ADDRESS.SERVICE_ID.eq(service).and(SERVICE_ADDRESS.ADDRESS_KEY.eq(bytes(key)));
  }

  /** As in the procedure service_code: the two must find each other's services. */
  private static byte[] referenceKey(New service, String reference) {
    byte[] key = bytes(service.addresses().get(0).key());
    return Sha256.hash(key, new byte[1], bytes(reference)).bytes();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
