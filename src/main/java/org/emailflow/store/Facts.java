package org.emailflow.store;

import java.util.Optional;

/**
 * What the database knows about one message, at the time of the question.
 *
 * @param earlier what became of the same message before; duplicates of it do not count
 * @param nextGeneration the generation that a new row of this identity gets; 1 when there is none
 *     yet
 * @param service the service that the code names, or of the conversation that the code or the token
 *     names
 * @param correspondent role SERVICE: the writer, if that service knows it; USER: the owner of the
 *     code; BOUNCE: of the conversation
 * @param outbound role BOUNCE: the message that the token names
 */
public record Facts(
    Optional<Earlier> earlier,
    int nextGeneration,
    Optional<ServiceFacts> service,
    Optional<CorrespondentFacts> correspondent,
    Optional<OutboundFacts> outbound) {

  /** The same without what became of it before: for its next try, which is no copy of itself. */
  public Facts withoutEarlier() {
    return new Facts(Optional.empty(), nextGeneration, service, correspondent, outbound);
  }

  /**
   * The newest ledger row of the same identity that is no duplicate.
   *
   * @param reason why, as the ledger has it; {@code detail} likewise
   * @param archived whether its original is known to be in its box: where not, the file of that
   *     name may be that original itself
   */
  public record Earlier(
      long id,
      int generation,
      String name,
      String owner,
      Disposition disposition,
      String reason,
      Optional<String> detail,
      int attempts,
      boolean archived) {}
}
