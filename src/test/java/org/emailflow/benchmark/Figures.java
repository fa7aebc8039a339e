package org.emailflow.benchmark;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What several runs of one measurement gave, sorted.
 *
 * <p>Shown as the median with the spread from the least to the greatest, because runs on a machine
 * that does other things too are not distributed normally.
 */
record Figures(List<Double> runs) {
  Figures {
    runs = runs.stream().sorted().toList();
  }

  /** Each run of {@code above} by the same run of {@code below}. */
  static Figures ratios(List<Double> above, List<Double> below) {
    return new Figures(
        IntStream.range(0, above.size()).mapToObj(i -> above.get(i) / below.get(i)).toList());
  }

  double median() {
    return runs.get(runs.size() / 2);
  }

  double least() {
    return runs.get(0);
  }

  double greatest() {
    return runs.get(runs.size() - 1);
  }
}
