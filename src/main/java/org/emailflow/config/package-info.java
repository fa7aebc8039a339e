/**
 * The settings of a site: immutable records, read once, every error with its file and line.
 *
 * <p>The doors are {@link org.emailflow.config.ConfigReader}, which makes a {@link
 * org.emailflow.config.Config}, and {@link org.emailflow.config.Keyring}, which signs and verifies.
 * {@link org.emailflow.config.KeyTable} is the one list of keys: what is not in it is neither read,
 * suggested nor documented. To add a key, add its line there and its component to a record of
 * {@code Config}; the compiler then shows the one place that binds the two.
 */
package org.emailflow.config;
