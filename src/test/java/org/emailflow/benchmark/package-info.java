/**
 * How fast the built distribution is, against floors measured in the same run and folder (design
 * section 9). {@code mvn -P benchmark verify} runs {@link org.emailflow.benchmark.Benchmark}; no
 * test asserts a time.
 */
package org.emailflow.benchmark;
