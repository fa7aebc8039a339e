package org.emailflow.store;

/**
 * A user whom a service may not know yet.
 *
 * @param verified whether our own MTA authenticated this mail; kept from the first mail only
 */
public record NewCorrespondent(
    long serviceId,
    String address,
    String key,
    String displayName,
    Origin origin,
    boolean verified) {

  public NewCorrespondent {
    address = Limits.address(address);
    displayName = Limits.clip(displayName, Limits.NAME);
  }
}
