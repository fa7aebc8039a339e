/**
 * The Email Flow Modifier: a masked mail relay. Each room of the house has a package-info of its
 * own.
 */
package org.emailflow;
