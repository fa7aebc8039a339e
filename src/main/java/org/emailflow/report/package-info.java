/** Statistics for people and programs: what the reporting views say as table, CSV or JSON. */
package org.emailflow.report;
